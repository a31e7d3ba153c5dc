import type { KubeObject } from '../manifests/object.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, collectionPath, objectPath } from '../transport/discovery.ts';

/** Writes over exactly the Lease that was read, or makes it; undefined when it changed or went meanwhile. */
export async function replaceLease(
  cluster: Cluster,
  namespace: string,
  body: KubeObject,
  current: KubeObject | undefined,
  signal?: AbortSignal,
): Promise<KubeObject | undefined> {
  const path = current
    ? objectPath(builtIn.Lease, namespace, body.metadata.name)
    : collectionPath(builtIn.Lease, namespace);
  try {
    const method = current ? 'PUT' : 'POST';
    return await cluster.request<KubeObject>({ method, path, body, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (isApiError(error, 404, 409) && !error.message.includes('namespaces "')) return undefined;
    throw error;
  }
}

/** A moment as a Lease has it, with microseconds. */
export function leaseTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}
