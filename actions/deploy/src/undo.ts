import { Failure } from '@workaday/core';
import {
  type AppPlace,
  type Cluster,
  cancelled,
  type Freezing,
  finishAutomaticRollback,
  keepRelease,
  type Lock,
  type Release,
  type RestoreResult,
  restoreRelease,
  restoring,
  updateLedger,
  withRelease,
} from '@workaday/kubernetes';
import type { Fault } from './outcome.ts';

/** What undoing a release needs of its run. */
export interface Undoing {
  cluster: Cluster;
  place: AppPlace;
  /** Budget of the restore in milliseconds. */
  timeout: number;
  log: (line: string) => void;
  freezing: Freezing;
}

/** How it went, and the freeze that stops the next merge, if there is one. */
export interface Undone {
  restore: RestoreResult;
  freeze: Lock | undefined;
}

/** Restores what was verified last; the ledger says so before the first write, so that a dead run's restore is finished. */
export async function undo(undoing: Undoing, number: number, fault: Fault): Promise<Undone> {
  const { cluster, place, timeout, log } = undoing;
  await updateLedger(cluster, place, (ledger) =>
    withRelease(ledger, number, { reason: restoring, message: fault.message }),
  );
  const { reason, message } = fault;
  const restore = await restoreRelease(cluster, place, number, { reason, message, timeout, log });
  const freeze = await endUndone(undoing, number, fault, restore);
  if (freeze !== undefined) log(`${place.app} is frozen until ${freeze.until}: ${freeze.reason}`);
  return { restore, freeze };
}

/** The restore of a run that died is done again: it changes only what is missing. */
export function interruptedRestore(release: Release): Fault {
  // Nothing is known against what was only cancelled.
  if (release.message === cancelled) return cancelledFault;
  const message = `a run ended while it undid this release: ${release.message}`;
  return { reason: 'interrupted-restore', message, findings: [] };
}

/** A runner waits 7.5 s after it has told a step to end. Milliseconds. */
const cancelPatience = 5000;

/**
 * A cancelled run puts back what it has changed before it ends. When it cannot wait until that serves, the post step,
 * which runs all the same, sees it through.
 */
export async function undoCancelled(undoing: Undoing, number: number): Promise<Undone> {
  const restore = undo(undoing, number, cancelledFault);
  // The process ends with the restore under way.
  restore.catch(() => undefined);
  const late = undoing.cluster.clock.wait(cancelPatience).then(() => undefined);
  const ended = await Promise.race([restore, late]);
  if (ended) return ended;
  throw new Failure({
    reason: 'cancelled',
    what: `the run was cancelled while release ${number} was deployed; the last verified release is being put back, and the end of this job looks whether it serves`,
    next: 'Run the job again to deploy this commit.',
  });
}

export const cancelledFault: Fault = {
  reason: 'cancelled',
  message: cancelled,
  findings: [],
};

async function endUndone(
  { cluster, place, freezing }: Undoing,
  number: number,
  { reason, message }: Fault,
  restore: RestoreResult,
): Promise<Lock | undefined> {
  if (restore.result === 'nothing-to-restore') {
    await keepRelease(cluster, place, number, { state: 'failed', reason, message });
    return undefined;
  }
  const end =
    restore.result === 'failed'
      ? ({ state: 'rollback-failed', message: `${message}; ${restore.why}` } as const)
      : ({ state: 'rolled-back', restored: restore.release.number, message } as const);
  return finishAutomaticRollback(cluster, place, number, { ...end, reason }, freezing);
}
