import type { KubeObject } from '../manifests/object.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { objectPath, readObject } from '../transport/discovery.ts';
import { fieldManager } from './apply.ts';
import type { Change } from './change.ts';
import { formerOwners, migratedOwners } from './migrate-owners.ts';
import { resourceOf } from './resource-of.ts';

const attempts = 5;

/**
 * Once before the first apply: what kubectl, Helm and their like applied becomes ours, so that what leaves the
 * manifests leaves the object, kubectl's copy of what it applied last among it. Tried without writing for all objects
 * first. No value of an object changes by it.
 * @returns the objects whose owners changed, as the server holds them now
 * @throws ApiError of the first object that the server does not take
 */
export async function takeOver(
  cluster: Cluster,
  namespace: string,
  changes: readonly Change[],
): Promise<KubeObject[]> {
  const inherited = changes.filter(({ live, formerOwners: former }) =>
    live ? (former ?? formerOwners(live, [])).length > 0 : false,
  );
  for (const dryRun of [true, false]) {
    const taken = await Promise.all(inherited.map((change) => takeOne(cluster, namespace, change, dryRun)));
    if (!dryRun) return taken.flatMap((object) => object ?? []);
  }
  return [];
}

async function takeOne(
  cluster: Cluster,
  namespace: string,
  { manifest: { object: intent }, live, formerOwners: former }: Change,
  dryRun: boolean,
): Promise<KubeObject | undefined> {
  const resource = await resourceOf(cluster, intent);
  const path = objectPath(resource, namespace, intent.metadata.name);
  let current = live;
  for (let attempt = 1; current !== undefined; attempt++) {
    const body = ownersPatch(current, intent, former ?? formerOwners(current, []));
    if (body === undefined) return undefined;
    try {
      return await cluster.request<KubeObject>({
        method: 'PATCH',
        path,
        query: { fieldManager, ...(dryRun ? { dryRun: 'All' } : {}) },
        headers: { 'Content-Type': 'application/json-patch+json' },
        body,
      });
    } catch (error) {
      if (!isApiError(error, 409) || attempt === attempts) throw error;
      current = await readObject(cluster, resource, namespace, intent.metadata.name);
    }
  }
  return undefined;
}

/**
 * A JSON patch of the owners; undefined when nobody is to be taken over. It sets the resourceVersion that was read, so
 * that a write in between answers 409 and nobody's fields are lost.
 */
export function ownersPatch(
  live: KubeObject,
  intent: KubeObject,
  former: readonly string[],
): object[] | undefined {
  const managedFields = migratedOwners(live, intent, former);
  if (managedFields === undefined) return undefined;
  return [
    { op: 'replace', path: '/metadata/managedFields', value: managedFields },
    { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion },
  ];
}
