import { Failure } from '@workaday/core';
import {
  type AppPlace,
  type Cluster,
  finishRollback,
  keepRelease,
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
}

/** Restores what was verified last; the ledger says so before the first write, so that a dead run's restore is finished. */
export async function undo(
  { cluster, place, timeout, log }: Undoing,
  number: number,
  fault: Fault,
): Promise<RestoreResult> {
  await updateLedger(cluster, place, (ledger) =>
    withRelease(ledger, number, { reason: restoring, message: fault.message }),
  );
  const { reason, message } = fault;
  const restore = await restoreRelease(cluster, place, number, { reason, message, timeout, log });
  await endUndone(cluster, place, number, fault, restore);
  return restore;
}

/** The restore of a run that died is done again: it changes only what is missing. */
export function interruptedRestore(release: Release): Fault {
  const message = `a run ended while it undid this release: ${release.message}`;
  return { reason: 'interrupted-restore', message, findings: [] };
}

/** A runner waits 7.5 s after it has told a step to end. Milliseconds. */
const cancelPatience = 5000;

/**
 * A cancelled run puts back what it has changed before it ends. When it cannot wait until that serves, the post step,
 * which runs all the same, sees it through.
 */
export async function undoCancelled(undoing: Undoing, number: number): Promise<RestoreResult> {
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
  message: 'the run was cancelled',
  findings: [],
};

async function endUndone(
  cluster: Cluster,
  place: AppPlace,
  number: number,
  { reason, message }: Fault,
  restore: RestoreResult,
): Promise<void> {
  if (restore.result === 'nothing-to-restore')
    await keepRelease(cluster, place, number, { state: 'failed', reason, message });
  else if (restore.result === 'failed')
    await finishRollback(cluster, place, number, {
      state: 'rollback-failed',
      reason,
      message: `${message}; ${restore.why}`,
    });
  else
    await finishRollback(cluster, place, number, {
      state: 'rolled-back',
      restored: restore.release.number,
      reason,
      message,
    });
}
