import type { Problem } from '@workaday/core';
import type { Resources } from '../transport/discovery.ts';
import { exportedFields } from './exported-fields.ts';
import { kindProblem } from './gate-kinds.ts';
import { nameProblem, shownName } from './gate-names.ts';
import type { Manifest } from './manifests.ts';
import { groupOf, type KubeObject, objectKey, recordAt } from './object.ts';

export interface Ground {
  namespace: string;
  /** Kinds that grant rights and may be deployed all the same: `ServiceAccount`, `Role`, `RoleBinding`. */
  allow: readonly string[];
}

/** Everything in the manifests that a deploy does not touch, cannot bring up, or the cluster does not know. */
export function gateProblems(
  manifests: readonly Manifest[],
  resources: Resources,
  ground: Ground,
): Problem[] {
  const seen = new Map<string, Manifest>();
  return manifests.flatMap((manifest) => {
    const { object, place } = manifest;
    const twin = seen.get(objectKey(object));
    seen.set(objectKey(object), manifest);
    const found = twin
      ? [`stands twice; the other is at ${twin.place.file}:${twin.place.line ?? 1}`]
      : objectProblems(object, resources, ground);
    return found.map((what): Problem => ({ what: `${shownName(object)} ${what}`, place }));
  });
}

function objectProblems(object: KubeObject, resources: Resources, ground: Ground): string[] {
  const kind = kindProblem(object, resources, ground.allow);
  // What it holds says nothing more of an object that is not for a deploy at all.
  if (kind !== undefined) return [kind];
  return [
    nameProblem(object),
    namespaceProblem(object, ground),
    exportProblem(object),
    neverRollsOut(object),
  ].filter((what) => what !== undefined);
}

function namespaceProblem({ metadata: { namespace } }: KubeObject, ground: Ground): string | undefined {
  if (namespace === undefined || namespace === ground.namespace) return undefined;
  return `names the namespace ${JSON.stringify(namespace)}, but the app lives in ${JSON.stringify(ground.namespace)}; leave \`namespace\` out`;
}

function exportProblem(object: KubeObject): string | undefined {
  const fields = exportedFields(object);
  if (fields.length === 0) return undefined;
  return `was read out of a cluster, with what only the cluster writes (${fields.join(', ')}); take these out, and keep only what the app wants`;
}

function neverRollsOut(object: KubeObject): string | undefined {
  if (groupOf(object.apiVersion) !== 'apps') return undefined;
  const spec = recordAt(object, 'spec');
  if (spec?.['paused'] === true) return 'is paused, so nothing of it would roll out; remove `spec.paused`';
  if (recordAt(spec, 'updateStrategy')?.['type'] === 'OnDelete')
    return 'has the update strategy OnDelete, so its pods would never be replaced; use RollingUpdate';
  return undefined;
}
