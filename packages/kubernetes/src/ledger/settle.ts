import { Failure, formatDuration } from '@workaday/core';
import { freezeMark } from '../locks/lock-record.ts';
import { openLock } from '../locks/locks.ts';
import { objectName } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import { deleteEach } from './delete-each.ts';
import { withRelease } from './history.ts';
import { updateLedger } from './ledger.ts';
import { namesOf, pruneList } from './prune.ts';
import { type AppPlace, type Ledger, type Release, type ReleaseState, restoring } from './release.ts';

export interface Verdict {
  reason: string;
  message: string;
}

/**
 * Ends a pending release that stays, and answers it as the ledger has it: one that was ended by another meanwhile
 * is left as it is. A verified release removes what left the inventory; what cannot be removed is said, and is tried
 * again after the next one.
 * @throws Failure `lease-lost` when another run undoes the release by now
 */
export async function keepRelease(
  cluster: Cluster,
  place: AppPlace,
  number: number,
  { state, reason, message }: Verdict & { state: 'verified' | 'unproven' | 'failed' },
  log: (line: string) => void = () => undefined,
): Promise<Release> {
  const ledger = await endRelease(cluster, place, number, { state, reason, message });
  const release = find(ledger, number);
  if (release.state === 'pending') throw beingUndone(place, release);
  if (release.state === 'verified') {
    await thaw(cluster, place, release, log);
    await prune(cluster, place, ledger, release, log);
  }
  return release;
}

/** A verified revert is what a freeze has waited for: what is merged after it stands on it. */
async function thaw(
  cluster: Cluster,
  place: AppPlace,
  { passedFreeze }: Release,
  log: (line: string) => void,
): Promise<void> {
  if (passedFreeze === undefined) return;
  const freeze = await openLock(cluster, place, 'freeze', (lock) => freezeMark(lock) === passedFreeze);
  if (freeze !== undefined) log(`${place.app} is no longer frozen: ${freeze.commit} is reverted`);
}

async function prune(
  cluster: Cluster,
  place: AppPlace,
  ledger: Ledger,
  release: Release,
  log: (line: string) => void,
): Promise<void> {
  const started = cluster.clock.now();
  const { deleted, stayed } = await deleteEach(cluster, place, pruneList(ledger, release), release.number);
  const took = formatDuration(cluster.clock.now() - started);
  if (deleted.length > 0) log(`${took} removed what left the manifests: ${namesOf(deleted)}`);
  for (const { object, why } of stayed)
    log(
      `${objectName(object)} left the manifests and could not be removed; the next release tries again: ${why}`,
    );
}

/** Ends a pending release that was undone, or could not be. */
export async function finishRollback(
  cluster: Cluster,
  place: AppPlace,
  badNumber: number,
  {
    state,
    restored,
    reason,
    message,
  }: Verdict & { state: 'rolled-back' | 'rollback-failed'; restored?: number },
): Promise<Release> {
  const change = { state, reason, message, ...(restored === undefined ? {} : { restored }) };
  return find(await endRelease(cluster, place, badNumber, change), badNumber);
}

/** One that is being undone is not found good any more: its objects are going. */
async function endRelease(
  cluster: Cluster,
  place: AppPlace,
  number: number,
  change: Verdict & { state: ReleaseState; restored?: number },
): Promise<Ledger> {
  const keeps = change.state === 'verified' || change.state === 'unproven';
  return updateLedger(cluster, place, (ledger) => {
    const release = find(ledger, number);
    return release.state !== 'pending' || (keeps && release.reason === restoring)
      ? ledger
      : withRelease(ledger, number, { ...change, endedAt: new Date(cluster.now()).toISOString() });
  });
}

function find(ledger: Ledger, number: number): Release {
  const release = ledger.releases.find((candidate) => candidate.number === number);
  if (!release) throw new Error(`the ledger of ${ledger.app} has no release ${number}`);
  return release;
}

function beingUndone({ app, namespace }: AppPlace, { number, message }: Release): Failure {
  return new Failure({
    reason: 'lease-lost',
    what: `release ${number} of ${app} in ${namespace} is being undone by another run: ${message}`,
    next: 'See the run that holds the lease; it brings the release to its end.',
  });
}
