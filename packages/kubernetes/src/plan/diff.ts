import { stringify } from 'yaml';
import { isRecord, type KubeObject } from '../manifests/object.ts';
import { withoutBookkeeping } from './bookkeeping.ts';
import { bounded, type DiffLine, diffLines, withContext } from './line-diff.ts';
import { maskBoth } from './mask.ts';

export type { DiffLine } from './line-diff.ts';

/** Lines that one object may show. */
export const diffLimit = 200;
const context = 3;

/** What changes between two states of an object, as lines of YAML: bookkeeping left out, secrets masked, bounded. */
export function diffObjects(
  before: KubeObject | undefined,
  after: KubeObject,
  limit: number = diffLimit,
): DiffLine[] {
  const [left, right] = maskBoth(before && withoutBookkeeping(before), withoutBookkeeping(after));
  const lines = diffLines(left ? yamlLines(left) : [], yamlLines(right));
  return bounded(withContext(lines, context), limit);
}

function yamlLines(object: KubeObject): string[] {
  const text = stringify(ordered(object), { lineWidth: 0, aliasDuplicateObjects: false });
  return text.trimEnd().split('\n');
}

const first = ['apiVersion', 'kind', 'metadata', 'name'];

/** Members in one order on both sides, what names a thing before what it holds. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isRecord(value)) return value;
  const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length);
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, below]) => [key, ordered(below)]));
}
