import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '@workaday/core';
import type { Manifest } from '../manifests/manifests.ts';
import { objectKey, objectName } from '../manifests/object.ts';

/** Objects that two renderings of the same files made differently, with the fields that differ. */
export function differences(first: readonly Manifest[], second: readonly Manifest[]): Problem[] {
  const others = new Map(second.map((manifest) => [objectKey(manifest.object), manifest.object]));
  const problems = first.flatMap(({ object, place }): Problem[] => {
    const other = others.get(objectKey(object));
    if (other !== undefined && isDeepStrictEqual(object, other)) return [];
    const fields = other === undefined ? ['metadata.name'] : changedFields(object, other, '');
    return [
      {
        what: `${objectName(object)} is another one each time it is rendered (${fields.slice(0, 5).join(', ')})`,
        place,
        next: 'take the value from a Secret of the foundation or from the values, instead of a random function, a generated certificate or the time',
      },
    ];
  });
  const gone =
    first.length === second.length ? [] : [{ what: 'the number of objects is another one each time' }];
  return problems.length > 0 ? problems : gone;
}

/** Paths only: values may be secrets. */
function changedFields(one: unknown, other: unknown, path: string): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return [path];
  const [a, b] = [one, other] as Record<string, unknown>[];
  const keys = [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])];
  return keys.flatMap((key) => changedFields(a?.[key], b?.[key], path === '' ? key : `${path}.${key}`));
}
