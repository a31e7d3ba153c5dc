import { groupOf, type KubeObject, type ObjectRef, objectKey, objectName } from '../manifests/object.ts';
import { appOf, releaseOf } from '../manifests/stamp.ts';
import { deleteObject } from '../plan/apply.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { objectPath, type Resource, type Resources, readObject } from '../transport/discovery.ts';
import type { AppPlace, Ledger, Release } from './release.ts';

/** What holds data, or belongs to others, is never deleted. */
const kept = new Set(['PersistentVolumeClaim', 'Namespace', 'CustomResourceDefinition']);

/** Annotation that keeps an object which left the manifests: `"true"`. */
export const keepAnnotation = 'workaday.dev/keep';

const attempts = 10;

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
 * Deletes objects that our releases up to `newest` wrote last; what others made, share or wrote since stays.
 * Answers what was deleted.
 */
export async function deleteOwn(
  cluster: Cluster,
  place: AppPlace,
  refs: readonly ObjectRef[],
  newest: number,
): Promise<ObjectRef[]> {
  const results = await Promise.all(
    refs.map(async (ref) => ((await deleteOne(cluster, place, ref, newest)) ? [ref] : [])),
  );
  return results.flat();
}

/** The object that was looked at goes, or none: one that changed in between is looked at again. */
async function deleteOne(
  cluster: Cluster,
  place: AppPlace,
  ref: ObjectRef,
  newest: number,
): Promise<boolean> {
  const resource = servedAs(ref, await cluster.resources());
  if (!resource) return false;
  for (let attempt = 1; ; attempt++) {
    const live = await readObject(cluster, resource, place.namespace, ref.name);
    if (!live?.metadata.uid || whyItStays(live, place.app, newest) !== undefined) return false;
    const { uid, resourceVersion } = live.metadata;
    const path = objectPath(resource, place.namespace, ref.name);
    try {
      await deleteObject(cluster, path, uid, resourceVersion ? { resourceVersion } : {});
      return true;
    } catch (error) {
      if (isApiError(error, 404)) return false;
      if (!isApiError(error, 409) || attempt === attempts) throw error;
    }
  }
}

/** Its kind in the version that the release used, or in any that a newer server still has. */
function servedAs(ref: ObjectRef, resources: Resources): Resource | undefined {
  const isKind = ({ apiVersion, kind }: Resource) =>
    kind === ref.kind && groupOf(apiVersion) === groupOf(ref.apiVersion);
  return resources.find(ref.apiVersion, ref.kind) ?? resources.all().find(isKind);
}

/** Why an object of our inventory is not ours to delete; undefined when it is. */
export function whyItStays(live: KubeObject, app: string, newest: number): string | undefined {
  const { annotations = {}, labels = {}, deletionTimestamp } = live.metadata;
  const writer = releaseOf(live);
  const manager = labels['app.kubernetes.io/managed-by'];
  if (kept.has(live.kind)) return `a ${live.kind} is never deleted`;
  if (deletionTimestamp) return 'it is being deleted';
  if (writer === undefined) return 'no release wrote it';
  if (writer > newest) return `release ${writer} wrote it`;
  if (appOf(live) !== app) return `the app ${appOf(live)} wrote it last`;
  if (manager !== 'workaday') return `${manager ?? 'nobody'} manages it by now`;
  if (annotations[keepAnnotation] === 'true') return `its annotation ${keepAnnotation} keeps it`;
  if (annotations['helm.sh/resource-policy'] === 'keep')
    return 'its annotation helm.sh/resource-policy keeps it';
  return undefined;
}

export function namesOf(refs: readonly ObjectRef[]): string {
  return refs.map((ref) => objectName(ref)).join(', ');
}
