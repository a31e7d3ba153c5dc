import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { clusterFailure, isNamespaceMissing } from '../transport/cluster-failure.ts';

/**
 * For a credential that lacks rights in a namespace: whether that is because there is no such namespace, which not
 * every credential is told.
 * @throws Failure `no-namespace`
 */
export async function throwIfAbsent(cluster: Cluster, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
  await cluster.request({ method: 'GET', path }).catch((error: unknown) => {
    if (!isApiError(error)) throw error;
    if (isNamespaceMissing(error, namespace)) throw clusterFailure(cluster, namespace, error);
  });
}
