import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '@workaday/core';
import type { Manifest } from '../manifests/manifests.ts';
import { objectKey, objectName } from '../manifests/object.ts';

const next =
  'take the value from a Secret of the foundation or from the values, instead of a random function, a generated certificate or the time';

/** Objects that two renderings of the same files made differently, with the fields that differ, whichever came first. */
export function differences(first: readonly Manifest[], second: readonly Manifest[]): Problem[] {
  if (first.length !== second.length) {
    const odd = [...only(first, second), ...only(second, first)];
    return odd.length > 0 ? odd : [{ what: 'the number of objects is another one each time' }];
  }
  const others = byKey(second);
  return first.flatMap(({ object, place }): Problem[] => {
    const other = others.get(objectKey(object));
    if (other !== undefined && isDeepStrictEqual(object, other)) return [];
    const fields = other === undefined ? ['metadata.name'] : changedFields(object, other, '');
    const what = `${objectName(object)} is another one each time it is rendered (${fields.slice(0, 5).join(', ')})`;
    return [{ what, place, next }];
  });
}

function only(some: readonly Manifest[], others: readonly Manifest[]): Problem[] {
  const known = byKey(others);
  return some
    .filter(({ object }) => !known.has(objectKey(object)))
    .map(({ object, place }) => {
      const what = `${objectName(object)} is not rendered each time: the number of objects is another one`;
      return { what, place, next };
    });
}

function byKey(manifests: readonly Manifest[]) {
  return new Map(manifests.map(({ object }) => [objectKey(object), object]));
}

/** Paths only: values may be secrets. */
function changedFields(one: unknown, other: unknown, path: string): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return [path];
  const [a, b] = [one, other] as Record<string, unknown>[];
  const keys = [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])];
  return keys.flatMap((key) => changedFields(a?.[key], b?.[key], path === '' ? key : `${path}.${key}`));
}
