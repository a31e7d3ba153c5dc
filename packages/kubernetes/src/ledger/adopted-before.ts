import { Failure } from '@workaday/core';
import { isJob } from '../manifests/migrations.ts';
import { type KubeObject, objectKey } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import type { Found } from './adoption.ts';
import { asManifest } from './as-manifest.ts';
import { type AppPlace, type Ledger, lastVerified } from './release.ts';
import { readAdopted } from './snapshot.ts';

/**
 * What others had made under names that a release takes over, for its snapshot: undoing the release puts it back. What
 * comes back with the last verified release is no part of it; what an earlier attempt at the release found is, because
 * by now it carries our mark.
 */
export async function adoptedBefore(
  cluster: Cluster,
  place: AppPlace,
  ledger: Ledger,
  number: number,
  changes: readonly (Found & { adopted: boolean })[],
): Promise<KubeObject[]> {
  const comesBack = new Set(lastVerified(ledger)?.objects.map((ref) => objectKey(ref)));
  const now = changes
    .flatMap(({ adopted, live }) => (adopted && live ? live : []))
    .filter((live) => !isJob(live) && !comesBack.has(objectKey(live)))
    .map(asManifest);
  const found = await foundEarlier(cluster, place, ledger, number);
  return [...new Map([...now, ...found].map((object) => [objectKey(object), object])).values()];
}

async function foundEarlier(
  cluster: Cluster,
  place: AppPlace,
  ledger: Ledger,
  number: number,
): Promise<KubeObject[]> {
  const earlier = ledger.releases.find((release) => release.number === number);
  if (!earlier?.objects.some((ref) => ref.adopted)) return [];
  try {
    return await readAdopted(cluster, place, earlier);
  } catch (error) {
    // That attempt died while it wrote its snapshot, before it touched any object.
    if (error instanceof Failure && error.parts.reason === 'snapshot-unreadable') return [];
    throw error;
  }
}
