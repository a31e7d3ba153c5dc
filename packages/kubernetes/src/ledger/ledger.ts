import { Failure } from '@workaday/core';
import { isRecord, type KubeObject, recordAt } from '../manifests/object.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, collectionPath, objectPath, readObject } from '../transport/discovery.ts';
import type { AppPlace, Ledger, Release } from './release.ts';
import { deleteSnapshot } from './snapshot.ts';

/** Releases that the ledger remembers; the last verified one is kept beyond that. */
const remembered = 20;
const attempts = 20;

/** The ledger is the ConfigMap of this name. */
export function ledgerName(app: string): string {
  return `workaday.${app}`;
}

/** The ledger, empty when the app was never deployed there. */
export async function readLedger(cluster: Cluster, place: AppPlace): Promise<Ledger> {
  return ledgerOf(
    await readObject(cluster, builtIn.ConfigMap, place.namespace, ledgerName(place.app)),
    place,
  );
}

/**
 * Compare-and-set: `change` is called again on the newer ledger when another writer was first. Answers the ledger
 * as written; snapshots of releases that fell out of it are deleted.
 */
export async function updateLedger(
  cluster: Cluster,
  place: AppPlace,
  change: (ledger: Ledger) => Ledger,
): Promise<Ledger> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const stored = await readObject(cluster, builtIn.ConfigMap, place.namespace, ledgerName(place.app));
    const before = ledgerOf(stored, place);
    const after = bounded(change(before));
    try {
      await writeLedger(cluster, place, stored, after);
      await forgetSnapshots(cluster, place, before, after);
      return after;
    } catch (error) {
      if (!isApiError(error, 409)) throw error;
    }
  }
  throw new Failure({
    reason: 'ledger-contended',
    what: `the ledger ${ledgerName(place.app)} in ${place.namespace} could not be written: others changed it ${attempts} times in between`,
    next: 'Find out what else writes this ConfigMap; only Workaday may.',
  });
}

async function writeLedger(
  cluster: Cluster,
  place: AppPlace,
  stored: KubeObject | undefined,
  ledger: Ledger,
): Promise<void> {
  const name = ledgerName(place.app);
  const body = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: place.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'workaday', 'app.kubernetes.io/part-of': place.app },
      ...(stored?.metadata.resourceVersion ? { resourceVersion: stored.metadata.resourceVersion } : {}),
    },
    data: { ledger: JSON.stringify(ledger) },
  };
  if (stored === undefined)
    await cluster.request({
      method: 'POST',
      path: collectionPath(builtIn.ConfigMap, place.namespace),
      body,
    });
  else
    await cluster.request({
      method: 'PUT',
      path: objectPath(builtIn.ConfigMap, place.namespace, name),
      body,
    });
}

async function forgetSnapshots(
  cluster: Cluster,
  place: AppPlace,
  before: Ledger,
  after: Ledger,
): Promise<void> {
  const kept = new Set(after.releases.map((release) => release.number));
  const gone = before.releases.filter((release) => !kept.has(release.number));
  await Promise.all(gone.map((release) => deleteSnapshot(cluster, place, release)));
}

/** The newest releases, and the last verified one however old. */
export function bounded(ledger: Ledger): Ledger {
  const verified = ledger.releases.findLast((release) => release.state === 'verified');
  const newest = ledger.releases.slice(-remembered);
  const releases = verified && !newest.includes(verified) ? [verified, ...newest.slice(1)] : newest;
  return { ...ledger, releases };
}

/** Another release in a ledger, with some of its fields changed. */
export function withRelease(ledger: Ledger, number: number, change: Partial<Release>): Ledger {
  return {
    ...ledger,
    releases: ledger.releases.map((release) =>
      release.number === number ? { ...release, ...change } : release,
    ),
  };
}

function ledgerOf(stored: KubeObject | undefined, place: AppPlace): Ledger {
  if (stored === undefined) return { app: place.app, environment: place.environment, releases: [] };
  const text = recordAt(stored, 'data')?.['ledger'];
  try {
    const ledger: unknown = JSON.parse(String(text));
    if (isRecord(ledger) && Array.isArray(ledger['releases'])) return ledger as unknown as Ledger;
  } catch (error) {
    throw unreadable(place, error);
  }
  throw unreadable(place, undefined);
}

function unreadable(place: AppPlace, cause: unknown): Failure {
  return new Failure({
    reason: 'ledger-unreadable',
    what: `the ledger ConfigMap ${ledgerName(place.app)} in ${place.namespace} is not readable`,
    why: 'Something else than Workaday changed it. It is the only record of what can be restored, so nothing is guessed.',
    next: 'Restore the ConfigMap from a backup; or delete it, and the next deploy begins a new ledger without a way back.',
    cause,
  });
}
