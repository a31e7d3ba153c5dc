import { nameAnnotation } from '../manifests/config-names.ts';
import { configReferences } from '../manifests/config-references.ts';
import { isJob } from '../manifests/migrations.ts';
import { type KubeObject, type ObjectRef, refOf } from '../manifests/object.ts';
import { podTemplateOf, podTemplatesOf } from '../manifests/pod-template.ts';
import { leaveReplicas } from '../manifests/scaling.ts';
import { releaseOf } from '../manifests/stamp.ts';
import type { Cluster } from '../transport/cluster.ts';
import { asManifest } from './as-manifest.ts';
import { updateLedger } from './ledger.ts';
import { type AppPlace, type Ledger, lastVerified, type Release } from './release.ts';
import { writeSnapshot } from './snapshot.ts';

/** Version of the release that stands for what was there before the first one. */
export const versionBefore = 'before-workaday';

/** What a plan knows of one object. */
export interface Found {
  manifest: { object: KubeObject };
  /** As it was read before. */
  live?: KubeObject | undefined;
}

/**
 * What stood where the manifests go before any release did, as a release would have applied it. Empty when no
 * workload was there, or when a release of ours has written any of it: then it is no longer what stood there.
 * @param autoscalers those of the namespace: the numbers that they set are no part of it
 */
export function adoptionBaseline(
  changes: readonly Found[],
  autoscalers: readonly KubeObject[] = [],
): KubeObject[] {
  const live = changes.flatMap((change) => change.live ?? []);
  if (live.some((object) => releaseOf(object) !== undefined)) return [];
  const lasting = live.filter((object) => !isJob(object) && !isMadeByCluster(object));
  if (!lasting.some((object) => podTemplateOf(object))) return [];
  const scalers = [...lasting, ...autoscalers];
  return lasting.map((object) => leaveReplicas(asManifest(object), scalers));
}

function isMadeByCluster(object: KubeObject): boolean {
  return object.kind === 'Secret' && object['type'] === 'kubernetes.io/service-account-token';
}

/**
 * The release that an undone first deploy goes back to.
 * @param at ISO 8601, by the API server's clock
 */
export function adoptedRelease(
  baseline: readonly KubeObject[],
  { number, parts, at }: { number: number; parts: number; at: string },
): Release {
  return {
    number,
    state: 'verified',
    reason: 'adopted',
    message: 'it ran here before the first release',
    version: versionBefore,
    commit: '',
    images: {},
    by: '',
    run: '',
    startedAt: at,
    endedAt: at,
    objects: baseline.map((object) => ({ ...refOf(object), adopted: true })),
    parts,
  };
}

/**
 * Records what stands there as a verified release, if there is no other way back and anything to go back to. Before
 * the first write of a first deploy, under its lease; a run that died after it finds it recorded.
 * @returns the ledger as it is then
 */
export async function recordAdoption(
  cluster: Cluster,
  place: AppPlace,
  ledger: Ledger,
  baseline: readonly KubeObject[],
): Promise<Ledger> {
  if (lastVerified(ledger) !== undefined || baseline.length === 0) return ledger;
  const number = (ledger.releases.at(-1)?.number ?? 0) + 1;
  const parts = await writeSnapshot(cluster, place, number, baseline);
  const at = new Date(cluster.now()).toISOString();
  const release = adoptedRelease(baseline, { number, parts, at });
  return updateLedger(cluster, place, (before) => ({ ...before, releases: [...before.releases, release] }));
}

/**
 * ConfigMaps and Secrets that the adopted pods read and that go on under hashed names: what stands under the plain
 * name stays, for those pods and for others, and is a person's to delete.
 */
export function leftBehind(baseline: readonly KubeObject[], changes: readonly Found[]): ObjectRef[] {
  const read = new Set(
    baseline
      .flatMap(podTemplatesOf)
      .flatMap(configReferences)
      .map(({ kind, holder, field }) => `${kind}/${holder[field]}`),
  );
  return changes.flatMap(({ manifest: { object } }) => {
    const name = object.metadata.annotations?.[nameAnnotation];
    if (name === undefined || !read.has(`${object.kind}/${name}`)) return [];
    return { apiVersion: object.apiVersion, kind: object.kind, name };
  });
}
