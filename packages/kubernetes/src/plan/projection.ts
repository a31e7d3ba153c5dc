import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../manifests/object.ts';
import { membersOf } from './field-elements.ts';
import { defaultOfKey, type FieldsV1, isNamedBy } from './field-set.ts';
import { sameQuantity } from './quantity.ts';

/**
 * A live value seen through a manifest: what the manifest says of it, and what we own of it though the manifest no
 * longer says it. What the server or others filled in is left out, so that the view equals the manifest exactly when
 * applying it would change nothing that it says.
 * @param owned the fields of it that we applied
 */
export function projected(
  live: unknown,
  wanted: unknown,
  owned: FieldsV1 = {},
  path: readonly string[] = [],
): unknown {
  if (Array.isArray(wanted) && Array.isArray(live)) return projectedItems(live, wanted, owned, path);
  if (isRecord(wanted) && isRecord(live)) return projectedFields(live, wanted, owned, path);
  if (live === undefined && isEmpty(wanted)) return wanted;
  return sameQuantity(path, live, wanted) ? wanted : live;
}

function projectedFields(
  live: Record<string, unknown>,
  wanted: Record<string, unknown>,
  owned: FieldsV1,
  path: readonly string[],
): Record<string, unknown> {
  const ours = membersOf(owned)
    .map(([element]) => element.slice(2))
    .filter((field) => !Object.hasOwn(wanted, field));
  const fields = [...Object.keys(wanted), ...ours];
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const below = owned[`f:${field}`] ?? {};
      const said = own(wanted, field) ?? shapeOf(own(live, field), below);
      const value = projected(own(live, field), said, below, [...path, field]);
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

function own(record: Record<string, unknown>, field: string): unknown {
  return Object.hasOwn(record, field) ? record[field] : undefined;
}

/** For what the manifest does not say: nothing of it but what we own, all of it when we own it as a whole. */
function shapeOf(live: unknown, owned: FieldsV1): unknown {
  if (membersOf(owned).length === 0) return live;
  return Array.isArray(live) ? [] : {};
}

function projectedItems(
  live: readonly unknown[],
  wanted: readonly unknown[],
  owned: FieldsV1,
  path: readonly string[],
): unknown[] {
  const elements = membersOf(owned).map(([element]) => element);
  const keys = keysOf(elements) ?? guessedKeys(live, wanted, path);
  if (keys === undefined && !elements.some((element) => element.startsWith('v:')))
    return live.map((item, index) =>
      index < wanted.length ? projected(item, wanted[index], {}, path) : item,
    );
  const matches = (a: unknown, b: unknown) =>
    keys === undefined ? isDeepStrictEqual(a, b) : keys.every((key) => keyOf(a, key) === keyOf(b, key));
  const found = wanted.flatMap((item) => {
    const twin = live.find((candidate) => matches(candidate, item));
    return twin === undefined ? [] : [projected(twin, item, ownedItem(owned, twin), path)];
  });
  const left = live.filter((item, index) => {
    const isOurs = elements.some((element) => isNamedBy(item, element, index));
    return isOurs && !wanted.some((other) => matches(item, other));
  });
  return [
    ...found,
    ...left.map((item) =>
      projected(item, shapeOf(item, ownedItem(owned, item)), ownedItem(owned, item), path),
    ),
  ];
}

function ownedItem(owned: FieldsV1, item: unknown): FieldsV1 {
  return (
    membersOf(owned).find(([element]) => element.startsWith('k:') && isNamedBy(item, element, -1))?.[1] ?? {}
  );
}

function keysOf(elements: readonly string[]): string[] | undefined {
  const first = elements.find((element) => element.startsWith('k:'));
  const keys: unknown = first === undefined ? undefined : JSON.parse(first.slice(2));
  return isRecord(keys) ? Object.keys(keys) : undefined;
}

const usualKeys: Readonly<Record<string, string[]>> = {
  ports: ['containerPort', 'port', 'protocol'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  hostAliases: ['ip'],
};

/** Lists that nobody of ours owns yet: by the key that the built-in kinds use, or by name. */
function guessedKeys(
  live: readonly unknown[],
  wanted: readonly unknown[],
  path: readonly string[],
): string[] | undefined {
  const field = path.at(-1) ?? '';
  // A manifest may have a field of any name, `valueOf` too.
  if (Object.hasOwn(usualKeys, field)) return usualKeys[field];
  const named = (item: unknown) => isRecord(item) && typeof item['name'] === 'string';
  return [...live, ...wanted].every(named) ? ['name'] : undefined;
}

function keyOf(item: unknown, key: string): unknown {
  return isRecord(item) ? (item[key] ?? defaultOfKey(key)) : undefined;
}

function isEmpty(value: unknown): boolean {
  return (Array.isArray(value) && value.length === 0) || (isRecord(value) && Object.keys(value).length === 0);
}
