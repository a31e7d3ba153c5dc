import { Failure } from '@workaday/core';
import { type KubeObject, objectKey, objectName } from '../manifests/object.ts';
import { releaseOf } from '../manifests/stamp.ts';

/**
 * Annotation on what a restore wrote back: the number of the release that it undid. A run of that release that
 * wakes up late finds it, and writes no more.
 */
export const undoneAnnotation = 'workaday.dev/undone';

/** A `resourceVersion` that no object has: with it, a write makes the object or is answered 409, and never changes one. */
export const absent = '1';

/** What a write may go over. A lease does not fence, so every write says what it expects to find. */
export interface Fence {
  /** Number of the newest release whose work may be overwritten. */
  release: number;
  /** The write undoes that release: what an earlier attempt at it put back may be written again. */
  undoing?: boolean;
  /** `resourceVersion` by objectKey, of objects that were read and looked at already; `absent` when there was none. */
  expected?: ReadonlyMap<string, string>;
  signal?: AbortSignal;
}

/** Whether a live object is out of reach: a newer release wrote it, or this release was undone on it. */
export function isNewerThan(live: KubeObject, { release, undoing = false }: Fence): boolean {
  return (releaseOf(live) ?? 0) > release || (undoneOn(live) ?? -1) >= (undoing ? release + 1 : release);
}

function undoneOn(live: KubeObject): number | undefined {
  const text = live.metadata.annotations?.[undoneAnnotation];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * What a plan read, as writes may expect it. What belongs to a newer release is left out, so that it is found when
 * it is read again.
 * @param names all objects of the plan; those without a live one are expected to be absent
 */
export function expectedVersions(
  names: readonly KubeObject[],
  live: readonly KubeObject[],
  release: number,
): Map<string, string> {
  const found = new Map(live.map((object) => [objectKey(object), object]));
  return new Map(
    names.flatMap((object) => {
      const key = objectKey(object);
      const was = found.get(key);
      if (!was) return [[key, absent] as const];
      const version = was.metadata.resourceVersion;
      return version === undefined || isNewerThan(was, { release }) ? [] : [[key, version] as const];
    }),
  );
}

export function superseded(live: KubeObject, { release }: Fence): Failure {
  const writer = releaseOf(live) ?? 0;
  const undone = undoneOn(live) ?? 0;
  return new Failure({
    reason: 'superseded',
    what:
      writer > release
        ? `${objectName(live)} belongs to release ${writer}, which is newer than release ${release}`
        : `${objectName(live)} was put back when release ${undone} was undone`,
    why: 'Another run went on with this app; what is newer is never overwritten.',
    next: 'See the newest run that deployed this app; nothing has to be done here.',
  });
}
