import { type KubeObject, recordsAt } from '../manifests/object.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { collectionPath } from '../transport/discovery.ts';

const kind = 'HorizontalPodAutoscaler';

/**
 * The autoscalers of a namespace, whoever made them (KEDA makes one for each of its own). None, with a line that says
 * so, where the cluster has no such kind or we may not list them.
 */
export async function readAutoscalers(
  cluster: Cluster,
  namespace: string,
  log: (line: string) => void = () => undefined,
): Promise<KubeObject[]> {
  const resources = await cluster.resources();
  const resource = resources.find('autoscaling/v2', kind) ?? resources.find('autoscaling/v1', kind);
  if (!resource) return [];
  const { apiVersion } = resource;
  try {
    const answer = await cluster.request({ method: 'GET', path: collectionPath(resource, namespace) });
    return recordsAt(answer, 'items').map((item) => ({ ...item, apiVersion, kind }) as KubeObject);
  } catch (error) {
    if (!isApiError(error, 403, 404)) throw error;
    log(
      `autoscalers in ${namespace} cannot be listed (${error.message}): only those of the manifests keep their workload's number of pods`,
    );
    return [];
  }
}
