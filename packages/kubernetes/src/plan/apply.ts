import type { KubeObject } from '../manifests/object.ts';
import { tiers } from '../manifests/order.ts';
import type { Cluster } from '../transport/cluster.ts';
import { objectPath } from '../transport/discovery.ts';

export const fieldManager = 'workaday';

export interface ApplyOptions {
  dryRun?: boolean;
  /** Takes fields over that other managers own; without it they are a conflict (409). */
  force: boolean;
}

/** Server-side apply of one stamped object with strict validation; answers the object as the server holds it. */
export async function applyObject(
  cluster: Cluster,
  namespace: string,
  object: KubeObject,
  { dryRun = false, force }: ApplyOptions,
): Promise<KubeObject> {
  const resource = (await cluster.resources()).find(object.apiVersion, object.kind);
  if (!resource) throw new Error(`the cluster does not serve ${object.apiVersion} ${object.kind}`);
  return cluster.request<KubeObject>({
    method: 'PATCH',
    path: objectPath(resource, namespace, object.metadata.name),
    query: { fieldManager, force, fieldValidation: 'Strict', ...(dryRun ? { dryRun: 'All' } : {}) },
    headers: { 'Content-Type': 'application/apply-patch+yaml' },
    body: object,
  });
}

/**
 * Applies all objects, tier by tier, in parallel within a tier; answers them as the server holds them.
 * Stops after the first tier that has an error, and throws it.
 */
export async function applyObjects(
  cluster: Cluster,
  namespace: string,
  objects: readonly KubeObject[],
  onApplied: (object: KubeObject) => void,
): Promise<KubeObject[]> {
  const applied: KubeObject[] = [];
  for (const { items } of tiers(objects, (object) => object)) {
    const results = await Promise.allSettled(
      items.map(async (object) => {
        const result = await applyObject(cluster, namespace, object, { force: true });
        onApplied(result);
        return result;
      }),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    applied.push(...results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
  }
  return applied;
}

/** Deletes an object, only if it is still the one with this uid. Pods and other dependents go with it. */
export async function deleteObject(
  cluster: Cluster,
  path: string,
  uid: string,
  { resourceVersion, ...options }: { gracePeriodSeconds?: number; resourceVersion?: string } = {},
): Promise<void> {
  await cluster.request({
    method: 'DELETE',
    path,
    body: {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      preconditions: { uid, ...(resourceVersion ? { resourceVersion } : {}) },
      ...options,
    },
  });
}
