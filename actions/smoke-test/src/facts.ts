import { Failure } from '@workaday/core';
import {
  type Cluster,
  type KubeObject,
  type ObjectRef,
  type Release,
  readObject,
  readSnapshot,
} from '@workaday/kubernetes';
import type { Job } from './job.ts';
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

/** What a release wrote, as far as that is still known. */
export interface Written {
  objects: readonly KubeObject[];
  /** Why it is not known: then nothing proves that what runs is what was deployed. */
  unknown: string | undefined;
}

export async function readWritten({ cluster, setting }: Job, release: Release): Promise<Written> {
  try {
    return { objects: await readSnapshot(cluster, setting.place, release), unknown: undefined };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { objects: [], unknown: `what release ${release.number} wrote is not known: ${error.message}` };
  }
}

/** When a release was begun, in milliseconds by the API server's clock. */
export function startOf(release: Release): number {
  return new Date(release.startedAt).getTime();
}
