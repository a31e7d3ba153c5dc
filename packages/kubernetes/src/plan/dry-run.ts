import type { KubeObject } from '../manifests/object.ts';
import { ApiError } from '../transport/api-error.ts';
import type { Cluster, ClusterRequest } from '../transport/cluster.ts';
import { collectionPath, objectPath, type Resource } from '../transport/discovery.ts';
import { fieldManager } from './apply.ts';

/** A webhook that is just being replaced is back by then; milliseconds between tries. */
const webhookPauses = [500, 1500];

/** Server-side apply that writes nothing: strict validation, admission, defaults, immutable fields. */
export function tryApply(
  cluster: Cluster,
  namespace: string,
  resource: Resource,
  object: KubeObject,
  force: boolean,
): Promise<KubeObject> {
  return ask(cluster, {
    method: 'PATCH',
    path: objectPath(resource, namespace, object.metadata.name),
    query: { fieldManager, force, fieldValidation: 'Strict', dryRun: 'All' },
    headers: { 'Content-Type': 'application/apply-patch+yaml' },
    body: object,
  });
}

/** A create that writes nothing. */
export function tryCreate(
  cluster: Cluster,
  namespace: string,
  resource: Pick<Resource, 'apiVersion' | 'plural'>,
  object: object,
): Promise<KubeObject> {
  return ask(cluster, {
    method: 'POST',
    path: collectionPath(resource, namespace),
    query: { fieldManager, fieldValidation: 'Strict', dryRun: 'All' },
    repeatable: true,
    body: object,
  });
}

/** A webhook that does not answer is told within seconds, not after the whole patience for a busy server. */
async function ask(cluster: Cluster, request: ClusterRequest): Promise<KubeObject> {
  for (const pause of [...webhookPauses, undefined]) {
    const answer = await cluster.exchange(request).catch(() => undefined);
    if (answer !== undefined && answer.status < 300) return JSON.parse(answer.text) as KubeObject;
    const webhookIsSilent = answer?.status === 500 && /failed calling webhook/.test(answer.text);
    const isFinal =
      answer !== undefined && answer.status >= 400 && answer.status < 500 && answer.status !== 429;
    if (isFinal || (webhookIsSilent && pause === undefined))
      throw new ApiError(`${request.method} ${request.path}`, answer.status, answer.text);
    if (!webhookIsSilent) return cluster.request<KubeObject>(request);
    await cluster.clock.wait(pause ?? 0);
  }
  return cluster.request<KubeObject>(request);
}
