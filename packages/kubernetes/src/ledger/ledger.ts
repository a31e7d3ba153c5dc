import { isDeepStrictEqual } from 'node:util';
import { Failure } from '@workaday/core';
import { type KubeObject, recordAt } from '../manifests/object.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, collectionPath, objectPath, readObject } from '../transport/discovery.ts';
import { readStored, type StoredLedger, storeLedger } from './ledger-format.ts';
import type { AppPlace, Ledger } from './release.ts';
import { deleteSnapshot } from './snapshot.ts';
import { isUnanswered } from './unanswered.ts';

const attempts = 20;

/** The ledger is the ConfigMap of this name. */
export function ledgerName(app: string): string {
  return `workaday.${app}`;
}

/** The ledger, empty when the app was never deployed there. */
export async function readLedger(cluster: Cluster, place: AppPlace): Promise<Ledger> {
  return ledgerOf(await readConfigMap(cluster, place), place);
}

/**
 * Compare-and-set: `change` is called again on the newer ledger when another writer was first, or when nobody knows
 * whether the write was done. Answers the ledger as it is then, and writes nothing when nothing changes; snapshots of
 * releases that fell out of it are deleted.
 */
export async function updateLedger(
  cluster: Cluster,
  place: AppPlace,
  change: (ledger: Ledger) => Ledger,
): Promise<Ledger> {
  for (let attempt = 1; ; attempt++) {
    const current = await readConfigMap(cluster, place);
    const before = await ledgerOf(current, place);
    const changed = change(before);
    const forgotten = before.forgotten ?? [];
    if (current && forgotten.length === 0 && isDeepStrictEqual(changed, before)) return before;
    const left = await forget(cluster, place, forgotten);
    const { ledger, stored } = await storeLedger({ ...changed, forgotten: left });
    try {
      await writeConfigMap(cluster, place, current, stored);
      // What cannot be deleted now stands in the ledger, and is when it is written next.
      await forget(cluster, place, ledger.forgotten ?? []);
      return ledger;
    } catch (error) {
      if (!isApiError(error, 409) && !isUnanswered(error)) throw error;
      if (attempt === attempts) throw contended(place, error);
      if (attempt > 3) await cluster.clock.wait(50 * attempt * Math.random());
    }
  }
}

/** Answers those whose snapshots are still there. */
async function forget(
  cluster: Cluster,
  place: AppPlace,
  releases: NonNullable<Ledger['forgotten']>,
): Promise<NonNullable<Ledger['forgotten']>> {
  const left = await Promise.all(
    releases.map(async (release) => {
      try {
        await deleteSnapshot(cluster, place, release);
        return [];
      } catch (error) {
        if (isApiError(error) || error instanceof Failure) return [release];
        throw error;
      }
    }),
  );
  return left.flat();
}

function readConfigMap(cluster: Cluster, place: AppPlace): Promise<KubeObject | undefined> {
  return readObject(cluster, builtIn.ConfigMap, place.namespace, ledgerName(place.app));
}

/** Over exactly what was read; what others wrote beside the ledger stays. */
async function writeConfigMap(
  cluster: Cluster,
  place: AppPlace,
  current: KubeObject | undefined,
  { data, binaryData }: StoredLedger,
): Promise<void> {
  const name = ledgerName(place.app);
  const { inventory: _, ...otherBinaries } = recordAt(current, 'binaryData') ?? {};
  const body = {
    ...current,
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...current?.metadata,
      name,
      namespace: place.namespace,
      labels: {
        ...current?.metadata.labels,
        'app.kubernetes.io/managed-by': 'workaday',
        'app.kubernetes.io/part-of': place.app,
      },
    },
    data: { ...recordAt(current, 'data'), ...data },
    binaryData: { ...otherBinaries, ...binaryData },
  };
  await cluster.request(
    current
      ? { method: 'PUT', path: objectPath(builtIn.ConfigMap, place.namespace, name), body }
      : { method: 'POST', path: collectionPath(builtIn.ConfigMap, place.namespace), body },
  );
}

async function ledgerOf(stored: KubeObject | undefined, place: AppPlace): Promise<Ledger> {
  if (stored === undefined) return { app: place.app, environment: place.environment, releases: [] };
  try {
    return await readStored(stored['data'], stored['binaryData']);
  } catch (error) {
    throw unreadable(place, error);
  }
}

function contended(place: AppPlace, cause: unknown): Failure {
  return new Failure({
    reason: 'ledger-contended',
    what: `the ledger ${ledgerName(place.app)} in ${place.namespace} could not be written: others changed it ${attempts} times in between, or no answer came`,
    next: 'Find out what else writes this ConfigMap; only Workaday may.',
    cause,
  });
}

function unreadable(place: AppPlace, cause: unknown): Failure {
  return new Failure({
    reason: 'ledger-unreadable',
    what: `the ledger ConfigMap ${ledgerName(place.app)} in ${place.namespace} is not readable`,
    why: 'Something else than Workaday changed it, or a later version wrote it. It is the only record of what can be restored, so nothing is guessed.',
    next: 'Use the version of Workaday that wrote it, or restore the ConfigMap from a backup; or delete it, and the next deploy begins a new ledger without a way back.',
    cause,
  });
}
