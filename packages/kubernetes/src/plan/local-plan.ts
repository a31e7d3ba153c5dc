import { isDeepStrictEqual } from 'node:util';
import { readLedger } from '../ledger/ledger.ts';
import { type AppPlace, liveRelease } from '../ledger/release.ts';
import { nameAnnotation } from '../manifests/config-names.ts';
import type { Manifest } from '../manifests/manifests.ts';
import { isRecord, type KubeObject, type ObjectRef } from '../manifests/object.ts';
import { releaseOf, stampManifests } from '../manifests/stamp.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { readObject } from '../transport/discovery.ts';
import { withoutBookkeeping } from './bookkeeping.ts';
import type { Change } from './change.ts';
import { diffObjects } from './diff.ts';
import { formerOwners, ownFields } from './migrate-owners.ts';
import { projected } from './projection.ts';
import { resourceOf } from './resource-of.ts';

/**
 * What would change, told by reads alone, for a credential that may only read: the manifests against what stands on
 * the cluster, as far as the manifests or our last apply say anything of it. Nothing is asked of the server's
 * admission, and Secrets are never read.
 */
export async function planLocally(
  cluster: Cluster,
  place: AppPlace,
  manifests: readonly Manifest[],
): Promise<Change[]> {
  const before = liveRelease(await readLedger(cluster, place))?.objects ?? [];
  const stamped = stampManifests(manifests, { ...place, release: 0 });
  return Promise.all(stamped.map((manifest) => planOne(cluster, place.namespace, manifest, before)));
}

async function planOne(
  cluster: Cluster,
  namespace: string,
  manifest: Manifest,
  before: readonly ObjectRef[],
): Promise<Change> {
  const { object } = manifest;
  const unchecked = (why: string): Change => ({
    manifest,
    change: 'unchecked',
    adopted: false,
    takenOver: [],
    diff: [],
    unchecked: why,
  });
  if (object.kind === 'Secret' && object.apiVersion === 'v1')
    return unchecked('a plan by reads alone never reads a Secret');
  const resource = await resourceOf(cluster, object);
  try {
    const { name } = object.metadata;
    const live = await readObject(cluster, resource, namespace, name);
    if (live) return compared(manifest, live);
    const earlier = before.find((ref) => ref.kind === object.kind && isHashOf(ref.name, object));
    const previous = earlier && (await readObject(cluster, resource, namespace, earlier.name));
    return created(manifest, previous);
  } catch (error) {
    if (!isApiError(error, 403)) throw error;
    return unchecked(`the credential may not read it: ${error.message}`);
  }
}

function created(manifest: Manifest, previous: KubeObject | undefined): Change {
  const { object } = manifest;
  const diff = diffObjects(previous && viewOf(previous, object), intentOf(object));
  return { manifest, change: 'created', adopted: false, takenOver: [], diff };
}

/** What applying a manifest would change of a live object, as far as it can be told without the server. */
export function compared(manifest: Manifest, live: KubeObject): Change {
  const wanted = intentOf(manifest.object);
  const view = viewOf(live, manifest.object);
  const same = isDeepStrictEqual(view, wanted);
  const former = formerOwners(live, []);
  return {
    manifest,
    change: same ? 'unchanged' : 'changed',
    adopted: releaseOf(live) === undefined,
    takenOver: [],
    ...(former.length > 0 ? { formerOwners: former } : {}),
    diff: same ? [] : diffObjects(view, wanted),
    live,
  };
}

/** A live object seen through the manifest and what we own of it. */
function viewOf(live: KubeObject, object: KubeObject): KubeObject {
  const owned = ownFields(live);
  return intentOf(projected(live, intentOf(object), owned) as KubeObject);
}

/** Nothing that a server would not keep: nulls say the same as nothing. */
function intentOf(object: KubeObject): KubeObject {
  return withoutNulls(withoutBookkeeping(object)) as KubeObject;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([, below]) => below !== null && below !== undefined);
  return Object.fromEntries(kept.map(([key, below]) => [key, withoutNulls(below)]));
}

/** `web-1a2b3c4d` held what the object holds now under another hash. */
function isHashOf(name: string, object: KubeObject): boolean {
  const written = object.metadata.annotations?.[nameAnnotation];
  return written !== undefined && name.replace(/-[0-9a-f]{8}$/, '') === written;
}
