import { isRecord } from '../manifests/object.ts';
import { type FieldsV1, isNamedBy } from './field-set.ts';

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
