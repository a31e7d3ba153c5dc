import { type Cluster, type ObjectRef, type Release, readObject } from '@workaday/kubernetes';
import type { Found } from './standing.ts';

/** Every object of a release as it stands in the cluster now. */
export async function readStandingObjects(
  cluster: Cluster,
  namespace: string,
  release: Release,
): Promise<Found[]> {
  const resources = await cluster.resources();
  return Promise.all(
    release.objects.map(async (ref: ObjectRef): Promise<Found> => {
      const resource = resources.find(ref.apiVersion, ref.kind);
      const live = resource && (await readObject(cluster, resource, namespace, ref.name));
      return { ref, live };
    }),
  );
}

/** When a release was begun, in milliseconds by the API server's clock. */
export function startOf(release: Release): number {
  return new Date(release.startedAt).getTime();
}
