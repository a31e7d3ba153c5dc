import type { KubeObject } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import type { Resource } from '../transport/discovery.ts';

/** The kind of an object as the cluster serves it; unknown kinds do not pass the gate. */
export async function resourceOf(cluster: Cluster, object: KubeObject): Promise<Resource> {
  const resource = (await cluster.resources()).find(object.apiVersion, object.kind);
  if (!resource) throw new Error(`the cluster does not serve ${object.apiVersion} ${object.kind}`);
  return resource;
}
