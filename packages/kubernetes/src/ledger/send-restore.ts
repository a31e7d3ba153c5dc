import { errorMessage, Failure, formatDuration } from '@workaday/core';
import { isJob } from '../manifests/migrations.ts';
import { type KubeObject, objectKey, objectName, refOf } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import { readObject } from '../transport/discovery.ts';
import { deleteEach } from './delete-each.ts';
import { withRelease } from './history.ts';
import { readLedger, updateLedger } from './ledger.ts';
import { namesOf } from './prune.ts';
import { isConfiguration, type NotRestored, putBack } from './put-back.ts';
import { isRefusal } from './refusal.ts';
import { type AppPlace, type Ledger, type Release, restoring } from './release.ts';
import { createdBy, planRestore, undoneUpTo, type WhyNothing } from './restore-target.ts';
import { leaveScaled } from './scaled-since.ts';
import { readAdopted, readSnapshot } from './snapshot.ts';

export interface SendOptions {
  /** Why the release is undone; stands in the ledger until it is settled. */
  message: string;
  log: (line: string) => void;
  signal?: AbortSignal;
}

export type SentRestore =
  | {
      result: 'sent';
      release: Release;
      /** As the API server answered the writes. */
      written: KubeObject[];
      notRestored: NotRestored[];
      /** By the API server's clock. */
      writtenAt: number;
    }
  | { result: 'nothing-to-restore'; why: WhyNothing }
  | { result: 'failed'; why: string; release: Release; notRestored: NotRestored[] };

/**
 * Puts the last verified release back without waiting until it serves: the ledger says that it is being restored,
 * every object is written as it was, and what the undone releases had made is deleted. Objects of a newer deploy are
 * left alone, Jobs are not run again, claims stay. Sent again, it changes only what is missing.
 */
export async function sendRestore(
  cluster: Cluster,
  place: AppPlace,
  badNumber: number,
  { message, log, signal }: SendOptions,
): Promise<SentRestore> {
  const started = cluster.clock.now();
  const ledger = await readLedger(cluster, place);
  const plan = planRestore(ledger, badNumber);
  if (!plan.back) return { result: 'nothing-to-restore', why: plan.why };
  const { back, undone } = plan;
  const fence = undoneUpTo(ledger, badNumber);
  const settled = settledOtherwise(ledger, badNumber);
  if (settled) return { result: 'failed', why: settled, release: back, notRestored: [] };
  try {
    const [snapshot, live] = await Promise.all([
      readAll(cluster, place, back, undone, log),
      readLive(cluster, place.namespace, back),
      markRestoring(cluster, place, badNumber, message),
    ]);
    log(`restoring release ${back.number} (${back.version}) because ${message}`);
    const lasting = snapshot.filter((object) => !isJob(object));
    const objects = await leaveScaled(cluster, place.namespace, lasting, log);
    const writtenAt = cluster.now();
    const [{ written, notRestored }, { deleted, stayed }] = await Promise.all([
      putBack(cluster, place.namespace, objects, { badNumber: fence, live, signal }),
      deleteEach(cluster, place, createdBy(undone, snapshot.map(refOf)), fence),
    ]);
    for (const { object, why } of stayed)
      notRestored.push({ object, why: `it cannot be deleted: ${why}`, harmless: isConfiguration(object) });
    const took = formatDuration(cluster.clock.now() - started);
    log(`${took} ${written.length} objects are as release ${back.number} had them`);
    if (deleted.length > 0) log(`${took} removed what release ${badNumber} had made: ${namesOf(deleted)}`);
    for (const one of notRestored) log(`${objectName(one.object)} is not restored: ${one.why}`);
    return { result: 'sent', release: back, written, notRestored, writtenAt };
  } catch (error) {
    if (signal?.aborted || !isRefusal(error)) throw error;
    return { result: 'failed', why: errorMessage(error), release: back, notRestored: [] };
  }
}

/** Another run may have ended the release: what it found good, or went on from, is not undone behind its back. */
function settledOtherwise(ledger: Ledger, badNumber: number): string | undefined {
  const bad = ledger.releases.find(({ number }) => number === badNumber);
  if (!bad || ['pending', 'rolled-back', 'rollback-failed'].includes(bad.state)) return undefined;
  return `release ${badNumber} is ${bad.state} by now: ${bad.message}`;
}

/** The next run finds what this one was at, should it die. */
async function markRestoring(
  cluster: Cluster,
  place: AppPlace,
  badNumber: number,
  message: string,
): Promise<void> {
  const ledger = await updateLedger(cluster, place, (before) =>
    before.releases.some(({ number, state }) => number === badNumber && state === 'pending')
      ? withRelease(before, badNumber, { reason: restoring, message })
      : before,
  );
  const settled = settledOtherwise(ledger, badNumber);
  if (settled)
    throw new Failure({ reason: 'superseded', what: settled, next: 'Nothing has to be done here.' });
}

/** What comes back: the release as it was applied, and what the undone ones had taken over from others since. */
async function readAll(
  cluster: Cluster,
  place: AppPlace,
  back: Release,
  undone: readonly Release[],
  log: (line: string) => void,
): Promise<KubeObject[]> {
  const inventory = new Set(back.objects.map((ref) => objectKey(ref)));
  const takers = undone.filter(({ objects }) =>
    objects.some((ref) => ref.adopted && !inventory.has(objectKey(ref))),
  );
  const [snapshot, ...taken] = await Promise.all([
    readSnapshot(cluster, place, back),
    // The first that took an object found it as others had made it.
    ...takers.toReversed().map((release) =>
      readAdopted(cluster, place, release).catch((error: unknown) => {
        if (!isRefusal(error)) throw error;
        log(`what release ${release.number} took over from others stays as it is: ${error.message}`);
        return [];
      }),
    ),
  ]);
  const byKey = new Map([...taken.flat(), ...snapshot].map((object) => [objectKey(object), object]));
  return [...byKey.values()];
}

function onRefusal(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
}

/** What is there of a release, so that each write knows what it goes over without another question. */
async function readLive(cluster: Cluster, namespace: string, { objects }: Release): Promise<KubeObject[]> {
  const resources = await cluster.resources();
  const found = await Promise.all(
    objects.map(({ apiVersion, kind, name }) => {
      const resource = resources.find(apiVersion, kind);
      // What cannot be read now is read again before it is written, and then it counts.
      return resource && readObject(cluster, resource, namespace, name).catch(onRefusal);
    }),
  );
  return found.flatMap((object) => object ?? []);
}
