import { isRecord, type KubeObject } from '../manifests/object.ts';
import { type FieldsV1, isNamedBy } from './field-set.ts';

/** What of an object is in a set of fields; items of lists keep the keys that name them. */
export function ownedValues(object: KubeObject, set: FieldsV1): Record<string, unknown> {
  const { apiVersion, kind, metadata } = object;
  const owned = valuesIn(object, set);
  const rest = isRecord(owned) ? owned : {};
  const meta = isRecord(rest['metadata']) ? rest['metadata'] : {};
  return { apiVersion, kind, ...rest, metadata: { name: metadata.name, ...meta } };
}

function valuesIn(value: unknown, set: FieldsV1): unknown {
  const below = membersOf(set);
  if (below.length === 0) return value;
  if (Array.isArray(value)) return itemsIn(value, below);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    below.flatMap(([element, child]) => {
      const field = element.slice(2);
      return element.startsWith('f:') && field in value ? [[field, valuesIn(value[field], child)]] : [];
    }),
  );
}

function itemsIn(items: readonly unknown[], below: readonly [string, FieldsV1][]): unknown[] {
  return items.flatMap((item, index) => {
    const found = below.find(([element]) => isNamedBy(item, element, index));
    if (!found) return [];
    const [element, child] = found;
    if (!element.startsWith('k:') || membersOf(child).length === 0) return [item];
    const owned = valuesIn(item, child);
    return [isRecord(owned) ? { ...(JSON.parse(element.slice(2)) as object), ...owned } : owned];
  });
}

/** An object without what a path of elements leads to. */
export function withoutElement<Value>(value: Value, [first, ...rest]: readonly string[]): Value {
  if (first === undefined) return value;
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      if (!isNamedBy(item, first, index)) return [item];
      return rest.length === 0 ? [] : [withoutElement(item, rest)];
    }) as Value;
  }
  const field = first.slice(2);
  if (!isRecord(value) || !first.startsWith('f:') || !(field in value)) return value;
  const { [field]: below, ...others } = value as Record<string, unknown>;
  return (rest.length === 0 ? others : { ...value, [field]: withoutElement(below, rest) }) as Value;
}

/** Members of a set without the mark of the thing itself. */
export function membersOf(set: FieldsV1): [string, FieldsV1][] {
  return Object.entries(set).filter(([element]) => element !== '.');
}
