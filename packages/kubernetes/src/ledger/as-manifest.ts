import { isRecord, type KubeObject, recordAt } from '../manifests/object.ts';
import { ownersOf } from '../plan/migrate-owners.ts';

/** What the server writes into an object's metadata, and no manifest says. */
const ofTheServer = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
  'ownerReferences',
  'finalizers',
]);

/**
 * A live object as a manifest that makes it what it is: without its status, without what the server keeps of it, and
 * without notes that controllers keep on it. What was given once, such as the address of a Service, stays.
 */
export function asManifest(live: KubeObject): KubeObject {
  const { status: _, metadata, ...rest } = live;
  const own = Object.entries(metadata).filter(([field]) => !ofTheServer.has(field));
  const notes = notesOfControllers(live);
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([name]) => !notes.has(name));
  const { annotations: _all, ...others } = Object.fromEntries(own) as KubeObject['metadata'];
  return withoutNullTime({
    ...rest,
    metadata: {
      ...others,
      ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
    },
  }) as KubeObject;
}

/** Annotations that a controller keeps up to date: put back, they would be out of date. */
function notesOfControllers(live: KubeObject): Set<string> {
  const byController = new Map<string, boolean>();
  for (const { manager, subresource, fieldsV1 } of ownersOf(live)) {
    const isController = subresource !== undefined || /controller|^kube(let|-scheduler)$/.test(manager);
    for (const field of Object.keys(recordAt(fieldsV1, 'f:metadata', 'f:annotations') ?? {})) {
      const name = field.replace(/^f:/, '');
      byController.set(name, isController && (byController.get(name) ?? true));
    }
  }
  const known = Object.keys(live.metadata.annotations ?? {}).filter((name) =>
    name.startsWith('deployment.kubernetes.io/'),
  );
  return new Set([...known, ...[...byController].flatMap(([name, is]) => (is ? name : []))]);
}

/** Servers before 1.34 say `creationTimestamp: null` in every template. */
function withoutNullTime(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullTime);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, child]) => key !== 'creationTimestamp' || child !== null)
      .map(([key, child]) => [key, withoutNullTime(child)]),
  );
}
