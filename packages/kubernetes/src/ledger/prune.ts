import { type ObjectRef, objectKey, objectName } from '../manifests/object.ts';
import { releaseOf } from '../manifests/stamp.ts';
import { deleteObject } from '../plan/apply.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { objectPath, readObject } from '../transport/discovery.ts';
import type { AppPlace, Ledger, Release } from './release.ts';

/** What holds data, or belongs to others, is never deleted. */
const kept = new Set(['PersistentVolumeClaim', 'Namespace', 'CustomResourceDefinition']);

/** Objects of some releases that another one does not have, each once. */
export function leftOver(releases: readonly Release[], inventory: readonly ObjectRef[]): ObjectRef[] {
  const wanted = new Set(inventory.map((ref) => objectKey(ref)));
  const others = releases
    .flatMap((release) => release.objects)
    .filter((ref) => !wanted.has(objectKey(ref)) && !kept.has(ref.kind));
  return [...new Map(others.map((ref) => [objectKey(ref), ref])).values()];
}

/** What earlier releases applied and a verified one no longer has. */
export function pruneList(ledger: Ledger, verified: Release): ObjectRef[] {
  return leftOver(
    ledger.releases.filter((release) => release.number < verified.number),
    verified.objects,
  );
}

/**
 * Deletes objects that our releases up to `newest` wrote last; what others made or a newer deploy wrote stays.
 * Answers what was deleted.
 */
export async function deleteOwn(
  cluster: Cluster,
  place: AppPlace,
  refs: readonly ObjectRef[],
  newest: number,
): Promise<ObjectRef[]> {
  const resources = await cluster.resources();
  const results = await Promise.all(
    refs.map(async (ref) => {
      const resource = resources.find(ref.apiVersion, ref.kind);
      if (!resource) return [];
      const live = await readObject(cluster, resource, place.namespace, ref.name);
      const writer = live && releaseOf(live);
      if (!live?.metadata.uid || writer === undefined || writer > newest || live.metadata.deletionTimestamp)
        return [];
      const path = objectPath(resource, place.namespace, ref.name);
      // Gone already, or another object of the same name by now.
      await deleteObject(cluster, path, live.metadata.uid).catch((error: unknown) => {
        if (!isApiError(error, 404, 409)) throw error;
      });
      return [ref];
    }),
  );
  return results.flat();
}

export function namesOf(refs: readonly ObjectRef[]): string {
  return refs.map((ref) => objectName(ref)).join(', ');
}
