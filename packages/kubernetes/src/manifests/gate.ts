import type { Problem } from '@workaday/core';
import type { Resource, Resources } from '../transport/discovery.ts';
import type { Manifest } from './manifests.ts';
import { groupOf, type KubeObject, objectKey, objectName, recordAt } from './object.ts';

const identityKinds = new Set(['Role', 'RoleBinding', 'ServiceAccount']);

export interface Ground {
  namespace: string;
  app: string;
}

/** Everything in the manifests that a deploy does not touch or the cluster does not know. */
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
    return found.map((what): Problem => ({ what: `${objectName(object)} ${what}`, place }));
  });
}

function objectProblems(object: KubeObject, resources: Resources, ground: Ground): string[] {
  if (object.kind.endsWith('List') && 'items' in object)
    return ['is a list of objects; write them as documents of their own, separated by ---'];
  const resource = resources.find(object.apiVersion, object.kind);
  if (!resource) return [unknownKind(object, resources)];
  if (!resource.namespaced)
    return [
      'is of a kind that belongs to the whole cluster; it is part of the foundation, which people apply',
    ];
  if (identityKinds.has(object.kind))
    return ['grants rights; it is part of the foundation, which people apply'];
  const { namespace } = object.metadata;
  return [
    namespace !== undefined && namespace !== ground.namespace
      ? `names the namespace ${JSON.stringify(namespace)}, but the app lives in ${JSON.stringify(ground.namespace)}; leave \`namespace\` out`
      : undefined,
    isOurs(object, ground.app)
      ? `has a name that starts with workaday.${ground.app}, which the ledger keeps for itself`
      : undefined,
    neverRollsOut(object),
  ].filter((what) => what !== undefined);
}

function isOurs(object: KubeObject, app: string): boolean {
  const { name } = object.metadata;
  return (
    groupOf(object.apiVersion) === '' && (name === `workaday.${app}` || name.startsWith(`workaday.${app}.`))
  );
}

function neverRollsOut(object: KubeObject): string | undefined {
  const spec = recordAt(object, 'spec');
  if (spec?.['paused'] === true) return 'is paused, so nothing of it would roll out; remove `spec.paused`';
  if (recordAt(spec, 'updateStrategy')?.['type'] === 'OnDelete')
    return 'has the update strategy OnDelete, so its pods would never be replaced; use RollingUpdate';
  return undefined;
}

function unknownKind(object: KubeObject, resources: Resources): string {
  const near = nearest(object, resources.all());
  return `is of a kind that this cluster does not know (${object.apiVersion} ${object.kind})${
    near ? `; did you mean ${near.apiVersion} ${near.kind}?` : '; is its CustomResourceDefinition installed?'
  }`;
}

function nearest(object: KubeObject, all: readonly Resource[]): Resource | undefined {
  const group = groupOf(object.apiVersion);
  const ranked = all
    .map((resource) => ({
      resource,
      distance:
        2 * editDistance(object.kind.toLowerCase(), resource.kind.toLowerCase()) +
        (groupOf(resource.apiVersion) === group ? 0 : 1),
    }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best && best.distance <= 5 ? best.resource : undefined;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
