import type { Resource } from '../transport/discovery.ts';
import { groupOf, type KubeObject } from './object.ts';

/** The kind that was probably meant by one that the cluster does not know. */
export function nearestKind(object: KubeObject, all: readonly Resource[]): Resource | undefined {
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
