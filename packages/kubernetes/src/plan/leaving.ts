import type { KubeObject } from '../manifests/object.ts';
import { lastApplied } from './bookkeeping.ts';
import { fieldElements } from './field-set.ts';
import { migratedOwners, ownersOf, ownFields } from './migrate-owners.ts';

/** Maps whose members nobody but a writer adds: the server fills no default in. */
const freeMaps = new Set([
  'f:labels',
  'f:annotations',
  'f:data',
  'f:binaryData',
  'f:stringData',
  'f:nodeSelector',
  'f:matchLabels',
  'f:limits',
  'f:requests',
]);

/**
 * What only former tools applied, and leaves the object once their fields are ours: items of lists and members of
 * maps, as paths of elements. Single fields that fall back to a default are not told apart from defaults, and left out.
 * @param result the object as our apply alone makes it, with its owners
 */
export function leavingElements(
  live: KubeObject,
  result: KubeObject,
  intent: KubeObject,
  former: readonly string[],
): string[][] {
  const migrated = migratedOwners(live, intent, former)?.[0]?.fieldsV1;
  if (migrated === undefined) return [];
  const others = ownersOf(result).filter(({ manager }) => !former.includes(manager));
  const held = [ownFields(result), ...others.map(({ fieldsV1 }) => fieldsV1)]
    .flatMap(fieldElements)
    .map(pathKey);
  const kept = new Set(held.flatMap(withParents));
  const gone = fieldElements(migrated).filter(
    (path) => isMember(path) && path.at(-1) !== `f:${lastApplied}` && !kept.has(pathKey(path)),
  );
  return gone.filter((path) => !gone.some((outer) => outer.length < path.length && isBelow(path, outer)));
}

function isMember(path: readonly string[]): boolean {
  const last = path.at(-1) ?? '';
  return last.startsWith('k:') || last.startsWith('v:') || freeMaps.has(path.at(-2) ?? '');
}

function isBelow(path: readonly string[], outer: readonly string[]): boolean {
  return outer.every((element, index) => path[index] === element);
}

function pathKey(path: readonly string[]): string {
  return path.join('\n');
}

function withParents(key: string): string[] {
  const path = key.split('\n');
  return path.map((_, index) => pathKey(path.slice(0, index + 1)));
}
