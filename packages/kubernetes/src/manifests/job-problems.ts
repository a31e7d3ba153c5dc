import type { Problem } from '@workaday/core';
import type { Manifest } from './manifests.ts';
import { helmHooks, isJob, isMigration, migrationAnnotation, rollbackAnnotation } from './migrations.ts';
import { type KubeObject, objectName, recordAt } from './object.ts';

/** Seconds that a finished Job has to stay so that its end is read even when the line to the cluster is cut. */
const shortestStay = 60;

/** Marks that mean nothing, and migrations that would never end: errors, each with its place. */
export function jobProblems(manifests: readonly Manifest[]): Problem[] {
  return manifests.flatMap(({ object, place }) =>
    [wrongMark(object), wrongRollback(object), suspended(object), hookPod(object)]
      .filter((problem) => problem !== undefined)
      .map(({ what, next }) => ({ what: `${objectName(object)} ${what}`, place, next })),
  );
}

/** Jobs that the cluster may remove before anyone has read how they ended. */
export function jobWarnings(manifests: readonly Manifest[]): Problem[] {
  return manifests.flatMap(({ object, place }) => {
    const stay = isJob(object) ? recordAt(object, 'spec')?.['ttlSecondsAfterFinished'] : undefined;
    if (typeof stay !== 'number' || stay >= shortestStay) return [];
    return {
      what: `${objectName(object)} is removed ${stay} s after it has finished, which may be before its end is read`,
      place,
      next: `set \`ttlSecondsAfterFinished\` to ${shortestStay} or more, or leave it out`,
    };
  });
}

type Finding = { what: string; next: string } | undefined;

function wrongMark(object: KubeObject): Finding {
  const mark: unknown = object.metadata.annotations?.[migrationAnnotation];
  if (mark === undefined) return undefined;
  if (mark !== 'true' && mark !== 'false')
    return {
      what: `has the annotation ${migrationAnnotation}: ${JSON.stringify(mark)}, which is neither "true" nor "false"`,
      next: `write \`${migrationAnnotation}: "true"\`, with the quotes`,
    };
  if (mark === 'true' && !isJob(object))
    return {
      what: `is marked as a migration, but only a Job ends`,
      next: 'make it a Job (batch/v1), or remove the annotation',
    };
  return undefined;
}

function wrongRollback(object: KubeObject): Finding {
  const mark: unknown = object.metadata.annotations?.[rollbackAnnotation];
  if (mark === undefined) return undefined;
  if (mark !== 'safe' && mark !== 'unsafe')
    return {
      what: `has the annotation ${rollbackAnnotation}: ${JSON.stringify(mark)}, which is neither "safe" nor "unsafe"`,
      next: `write \`unsafe\` when the version before cannot run on what this migration leaves`,
    };
  if (!isMigration(object))
    return {
      what: `says ${rollbackAnnotation}, but is no migration`,
      next: `mark the Job with \`${migrationAnnotation}: "true"\`, or remove the annotation`,
    };
  return undefined;
}

function suspended(object: KubeObject): Finding {
  if (!isMigration(object) || recordAt(object, 'spec')?.['suspend'] !== true) return undefined;
  return {
    what: 'is a migration and suspended, so it would never be complete',
    next: 'remove `spec.suspend`',
  };
}

function hookPod(object: KubeObject): Finding {
  if (object.kind !== 'Pod' || !helmHooks(object).some((hook) => /^pre-(install|upgrade)$/.test(hook)))
    return undefined;
  return {
    what: 'is a Helm hook that runs before the release, which a Pod can do only once',
    next: 'make it a Job, whose end is known and which gets a new name when it changes',
  };
}
