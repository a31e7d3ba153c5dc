import type { Place } from '@workaday/core';
import type { Manifest } from '../manifests/manifests.ts';
import type { KubeObject } from '../manifests/object.ts';

/**
 * Where a rendered object was written, as far as kind and name tell: kustomize may have put something before or after the
 * name. Undefined for what was generated.
 */
export function originOf(object: KubeObject, written: readonly Manifest[]): Place | undefined {
  const { name } = object.metadata;
  return written
    .filter((one) => one.object.kind === object.kind && name.includes(one.object.metadata.name))
    .sort((a, b) => b.object.metadata.name.length - a.object.metadata.name.length)[0]?.place;
}
