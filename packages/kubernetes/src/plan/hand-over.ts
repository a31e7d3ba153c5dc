import { type KubeObject, recordAt } from '../manifests/object.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { objectPath, readObject } from '../transport/discovery.ts';
import { fieldManager } from './apply.ts';
import { standingOf } from './managers.ts';
import { ownersOf } from './migrate-owners.ts';
import { resourceOf } from './resource-of.ts';

/** Holds the number of replicas until an autoscaler sets it. */
export const handOverManager = 'workaday-handover';

const attempts = 5;

export interface Leaving {
  /** What is about to be applied. */
  manifest: { object: KubeObject };
  /** As it was read before. */
  live?: KubeObject | undefined;
}

/**
 * Before an apply that leaves out a number of replicas which we own: another manager takes it as it is, because a
 * field without owner is removed, and the number falls to 1 until the autoscaler looks again. Documented as
 * "transferring ownership" for server-side apply.
 * @returns the objects that got another owner, as the server holds them now
 */
export async function handOverReplicas(
  cluster: Cluster,
  namespace: string,
  changes: readonly Leaving[],
): Promise<KubeObject[]> {
  const handed = await Promise.all(
    changes.map(({ manifest, live }) => handOver(cluster, namespace, manifest.object, live)),
  );
  return handed.flatMap((object) => object ?? []);
}

async function handOver(
  cluster: Cluster,
  namespace: string,
  intent: KubeObject,
  live: KubeObject | undefined,
): Promise<KubeObject | undefined> {
  const { apiVersion, kind, metadata } = intent;
  const resource = await resourceOf(cluster, intent);
  let current = live;
  for (let attempt = 1; current !== undefined && wouldFall(current, intent); attempt++) {
    try {
      return await cluster.request<KubeObject>({
        method: 'PATCH',
        path: objectPath(resource, namespace, metadata.name),
        query: { fieldManager: handOverManager },
        headers: { 'Content-Type': 'application/apply-patch+yaml' },
        body: {
          apiVersion,
          kind,
          metadata: { name: metadata.name, namespace, uid: current.metadata.uid },
          spec: { replicas: recordAt(current, 'spec')?.['replicas'] },
        },
      });
    } catch (error) {
      // Scaled or made anew since it was read.
      if (!isApiError(error, 409) || attempt === attempts) throw error;
      current = await readObject(cluster, resource, namespace, metadata.name);
    }
  }
  return undefined;
}

/** Whether an apply of `intent` takes the number of replicas away from everyone who holds it. */
export function wouldFall(live: KubeObject, intent: KubeObject): boolean {
  const intended = recordAt(intent, 'spec');
  if (intended === undefined || intended['replicas'] !== undefined) return false;
  if (typeof recordAt(live, 'spec')?.['replicas'] !== 'number') return false;
  const owners = ownersOf(live).filter(({ fieldsV1 }) => recordAt(fieldsV1, 'f:spec')?.['f:replicas']);
  const stays = owners.some(({ manager, subresource }) => subresource === 'scale' || !givesWay(manager));
  return owners.length > 0 && !stays;
}

/** Whether what a manager owns is given up by our apply, or by making its fields ours before. */
function givesWay(manager: string): boolean {
  return manager === fieldManager || standingOf(manager, []) === 'former';
}
