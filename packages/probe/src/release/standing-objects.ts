import {
  type Cluster,
  type KubeObject,
  type ObjectRef,
  type Release,
  readObject,
} from '@workaday/kubernetes';

/** An object of a release, and what stands in the cluster under its name. */
export interface Found {
  ref: ObjectRef;
  live: KubeObject | undefined;
}

/** Every object of a release as it stands in the cluster now. */
export async function readStandingObjects(
  cluster: Cluster,
  namespace: string,
  release: Pick<Release, 'objects'>,
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
