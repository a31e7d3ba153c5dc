import { errorMessage, Failure, formatDuration } from '@workaday/core';
import { type KubeObject, objectName, refOf } from '../manifests/object.ts';
import { tiers } from '../manifests/order.ts';
import { releaseOf } from '../manifests/stamp.ts';
import { applyObject } from '../plan/apply.ts';
import { type RolloutVerdict, watchRollout } from '../rollout/watch-rollout.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { readObject } from '../transport/discovery.ts';
import { readLedger } from './ledger.ts';
import { deleteOwn, leftOver, namesOf } from './prune.ts';
import type { AppPlace, Ledger, Release } from './release.ts';
import { leaveScaled } from './scaled-since.ts';
import type { Verdict } from './settle.ts';
import { readSnapshot } from './snapshot.ts';
import { unblockStatefulSets } from './unblock.ts';

export type RestoreResult =
  | { result: 'restored'; release: Release /** Milliseconds. */; took: number }
  | { result: 'nothing-to-restore'; why: 'no-verified' | 'rollback-unsafe' }
  | { result: 'failed'; why: string; release: Release };

export interface RestoreOptions extends Verdict {
  /** Own budget in milliseconds. */
  timeout: number;
  log: (line: string) => void;
}

const restoreEnded = new Error('the restore has ended');

/** The release that comes back when one is undone: the last verified one before it. */
export function restoreTarget(ledger: Ledger, badNumber: number): Release | undefined {
  return ledger.releases.findLast((release) => release.state === 'verified' && release.number < badNumber);
}

/**
 * Puts the last verified release back, and waits until it alone serves. Objects that a newer deploy wrote are left
 * alone; Jobs are not run again. The ledger is ended by finishRollback.
 */
export async function restoreRelease(
  cluster: Cluster,
  place: AppPlace,
  badNumber: number,
  { message, timeout, log }: RestoreOptions,
): Promise<RestoreResult> {
  const started = cluster.clock.now();
  const elapsed = () => formatDuration(cluster.clock.now() - started);
  const ledger = await readLedger(cluster, place);
  const release = restoreTarget(ledger, badNumber);
  if (!release) return { result: 'nothing-to-restore', why: 'no-verified' };
  const undone = ledger.releases.filter(({ number }) => number > release.number && number <= badNumber);
  if (undone.some(({ rollback }) => rollback === 'unsafe'))
    return { result: 'nothing-to-restore', why: 'rollback-unsafe' };
  log(`restoring release ${release.number} (${release.version}) because ${message}`);
  try {
    const snapshot = await readSnapshot(cluster, place, release);
    const writtenAt = cluster.now();
    const { written, errors } = await putBack(cluster, place, snapshot, badNumber, log);
    log(`${elapsed()} ${written.length} objects are back as release ${release.number} had them`);
    const adopted = undone.flatMap((one) => one.objects.filter((ref) => ref.adopted));
    const created = leftOver(undone, [...snapshot.map(refOf), ...adopted]);
    const deleted = await deleteOwn(cluster, place, created, badNumber);
    if (deleted.length > 0)
      log(`${elapsed()} removed what release ${badNumber} had made: ${namesOf(deleted)}`);
    if (errors.length > 0) return { result: 'failed', why: errors.join('; '), release };
    const stop = new AbortController();
    const [verdict] = await Promise.all([
      watchRollout(cluster, place.namespace, written, {
        timeout: Math.max(0, timeout - (cluster.clock.now() - started)),
        onChange: log,
        writtenAt,
      }).finally(() => stop.abort(restoreEnded)),
      unblockStatefulSets(cluster, place.namespace, written, { signal: stop.signal, log }),
    ]).catch((error: unknown) => {
      stop.abort(restoreEnded);
      throw error;
    });
    if (verdict.state !== 'ready') return { result: 'failed', why: whyNot(verdict), release };
    return { result: 'restored', release, took: cluster.clock.now() - started };
  } catch (error) {
    if (error instanceof Failure || isApiError(error))
      return { result: 'failed', why: errorMessage(error), release };
    throw error;
  }
}

/** Applies a snapshot tier by tier; an object that is refused does not keep the others from coming back. */
async function putBack(
  cluster: Cluster,
  place: AppPlace,
  snapshot: readonly KubeObject[],
  badNumber: number,
  log: (line: string) => void,
): Promise<{ written: KubeObject[]; errors: string[] }> {
  const written: KubeObject[] = [];
  const errors: string[] = [];
  const lasting = snapshot.filter((object) => object.kind !== 'Job');
  const repeatable = await leaveScaled(cluster, place.namespace, lasting, log);
  for (const { items } of tiers(repeatable, (object) => object)) {
    await Promise.all(
      items.map(async (object) => {
        if (await isNewer(cluster, place, object, badNumber))
          return log(`${objectName(object)} belongs to a newer deploy and is left alone`);
        const result = await applyObject(cluster, place.namespace, object, { force: true }).catch(
          (error: unknown) => {
            if (isApiError(error)) return error;
            throw error;
          },
        );
        if (isApiError(result)) errors.push(`${objectName(object)}: ${result.message}`);
        else written.push(result);
      }),
    );
  }
  return { written, errors };
}

async function isNewer(
  cluster: Cluster,
  place: AppPlace,
  object: KubeObject,
  badNumber: number,
): Promise<boolean> {
  const resource = (await cluster.resources()).find(object.apiVersion, object.kind);
  const live = resource && (await readObject(cluster, resource, place.namespace, object.metadata.name));
  return ((live && releaseOf(live)) ?? 0) > badNumber;
}

function whyNot(verdict: Exclude<RolloutVerdict, { state: 'ready' }>): string {
  const texts = verdict.findings.map(
    ({ object, trouble }) => `${object}: ${trouble.message} (${trouble.reason})`,
  );
  return texts.join('; ');
}
