import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../manifests/object.ts';
import { stampAnnotations } from '../manifests/stamp.ts';

export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** They change with every release or every write, and say nothing of what runs. */
const stamps = [
  ...stampAnnotations,
  'workaday.dev/undone',
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
  lastApplied,
];

/** Whether two states of an object differ in nothing but bookkeeping. */
export function sameIntent(a: KubeObject, b: KubeObject): boolean {
  return isDeepStrictEqual(withoutBookkeeping(a), withoutBookkeeping(b));
}

/** An object without what the server and we note on it for ourselves. */
export function withoutBookkeeping(object: KubeObject): KubeObject {
  const { status: _, metadata, ...rest } = object;
  const {
    managedFields: _m,
    resourceVersion: _r,
    generation: _g,
    uid: _u,
    creationTimestamp: _c,
    selfLink: _s,
    annotations,
    ...kept
  } = metadata;
  const own = Object.entries(annotations ?? {}).filter(([name]) => !stamps.includes(name));
  return {
    ...rest,
    metadata: { ...kept, ...(own.length === 0 ? {} : { annotations: Object.fromEntries(own) }) },
  } as KubeObject;
}
