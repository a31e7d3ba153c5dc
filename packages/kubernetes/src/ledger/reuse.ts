import { isDeepStrictEqual } from 'node:util';
import { type KubeObject, objectName, recordAt, recordsAt } from '../manifests/object.ts';
import { ownedBy, timeOf } from '../rollout/facts.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, collectionPath } from '../transport/discovery.ts';

/** Milliseconds: the server tells full seconds, and we know its clock to one. */
const clockError = 1500;

export interface Reuse {
  /** `Deployment/web` */
  deployment: string;
  /** Name of the ReplicaSet that has its template already; undefined when its controller has to make one. */
  replicaSet: string | undefined;
}

/**
 * Which ReplicaSets of before serve Deployments as they were just written.
 * @param writtenAt by the API server's clock; a controller is quick to make a new one
 */
export async function reusedReplicaSets(
  cluster: Cluster,
  namespace: string,
  { written, writtenAt }: { written: readonly KubeObject[]; writtenAt: number },
): Promise<Reuse[]> {
  const deployments = written.filter(
    ({ kind, apiVersion }) => kind === 'Deployment' && apiVersion === 'apps/v1',
  );
  if (deployments.length === 0) return [];
  const path = collectionPath(builtIn.ReplicaSet, namespace);
  const sets = recordsAt(await cluster.request({ method: 'GET', path }), 'items') as KubeObject[];
  return deployments.map((deployment) => ({
    deployment: objectName(deployment),
    replicaSet: sets
      .filter(ownedBy(deployment.metadata.uid))
      .filter((set) => timeOf(set.metadata.creationTimestamp) < writtenAt - clockError)
      .find((set) => hasTemplateOf(set, deployment))?.metadata.name,
  }));
}

/** As the Deployment's controller compares them: all but the label that it adds. */
export function hasTemplateOf(set: KubeObject, deployment: KubeObject): boolean {
  return isDeepStrictEqual(templateOf(set), templateOf(deployment));
}

function templateOf(object: KubeObject): unknown {
  const { metadata, ...template } = recordAt(object, 'spec', 'template') ?? {};
  const { labels, ...rest } = recordAt({ metadata }, 'metadata') ?? {};
  const { 'pod-template-hash': _, ...own } = recordAt({ labels }, 'labels') ?? {};
  return { ...template, metadata: { ...rest, labels: own } };
}
