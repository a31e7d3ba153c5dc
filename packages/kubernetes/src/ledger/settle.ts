import { formatDuration } from '@workaday/core';
import type { Cluster } from '../transport/cluster.ts';
import { withRelease } from './history.ts';
import { updateLedger } from './ledger.ts';
import { deleteOwn, namesOf, pruneList } from './prune.ts';
import type { AppPlace, Ledger, Release, ReleaseState } from './release.ts';

export interface Verdict {
  reason: string;
  message: string;
}

/**
 * Ends a pending release that stays, and answers it as the ledger has it: one that was ended by another meanwhile
 * is left as it is. A verified release removes what left the inventory.
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
  if (release.state === 'verified') {
    const started = cluster.clock.now();
    const pruned = await deleteOwn(cluster, place, pruneList(ledger, release), number);
    if (pruned.length > 0)
      log(
        `${formatDuration(cluster.clock.now() - started)} removed what left the manifests: ${namesOf(pruned)}`,
      );
  }
  return release;
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

async function endRelease(
  cluster: Cluster,
  place: AppPlace,
  number: number,
  change: Verdict & { state: ReleaseState; restored?: number },
): Promise<Ledger> {
  return updateLedger(cluster, place, (ledger) =>
    find(ledger, number).state === 'pending'
      ? withRelease(ledger, number, { ...change, endedAt: new Date(cluster.now()).toISOString() })
      : ledger,
  );
}

function find(ledger: Ledger, number: number): Release {
  const release = ledger.releases.find((candidate) => candidate.number === number);
  if (!release) throw new Error(`the ledger of ${ledger.app} has no release ${number}`);
  return release;
}
