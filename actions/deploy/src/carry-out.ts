import { formatDuration } from '@workaday/core';
import {
  type Change,
  type Cluster,
  finishRollback,
  keepRelease,
  type Manifest,
  pruneList,
  type Release,
  type RestoreResult,
  restoreRelease,
  restoring,
  updateLedger,
  withRelease,
} from '@workaday/kubernetes';
import { type Deployment, recordRelease, rollOut } from './apply.ts';
import type { Inputs } from './contract.ts';
import type { Order, Ports } from './facts.ts';
import { deployedEnding, type Ending, type Fault, faultEnding, faultOf } from './outcome.ts';
import { faultLines } from './summary.ts';

/** What carrying out a plan needs of its run. */
export interface Means {
  inputs: Inputs;
  ports: Ports;
  order: Order;
  cluster: Cluster;
  /** Aborts when another run took the app over. */
  signal: AbortSignal;
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Records, applies and watches a release, and ends it as it came up. */
export async function carryOut(
  means: Means,
  plan: Deployment,
  manifests: readonly Manifest[],
  changes: readonly Change[],
): Promise<Ending> {
  const { cluster, order, ports, inputs, signal, step } = means;
  await step(`record release ${plan.number}`, () =>
    recordRelease(cluster, order, plan, manifests, changes, ports),
  );
  const rolledOut = await step(`roll out, at most ${formatDuration(inputs.timeout)}`, () =>
    rollOut(cluster, order.place.namespace, manifests, {
      timeout: inputs.timeout,
      signal,
      log: (line) => ports.log.line(line),
    }),
  );
  const fault = faultOf(rolledOut);
  if (fault === undefined) return complete(means, plan);
  for (const line of faultLines(fault)) ports.log.line(line);
  if (inputs['on-failure'] === 'rollback') return undo(means, plan.number, fault);
  await keepRelease(cluster, order.place, plan.number, { state: 'failed', ...fault });
  return faultEnding(fault, plan, undefined);
}

async function complete({ cluster, order, inputs, ports, step }: Means, plan: Deployment): Promise<Ending> {
  const { place } = order;
  if (inputs.verify === 'rollout') {
    const verdict = { state: 'verified' as const, reason: 'rollout', message: 'rolled out completely' };
    const release = await step('verify and tidy up', () =>
      keepRelease(cluster, place, plan.number, verdict, (line) => ports.log.line(line)),
    );
    return deployedEnding(release, inputs.verify);
  }
  const waiting = { reason: 'rolled-out', message: 'rolled out completely, not yet smoke-tested' };
  const ledger = await updateLedger(cluster, place, (before) => withRelease(before, plan.number, waiting));
  const release = ledger.releases.find(({ number }) => number === plan.number);
  if (release) ports.log.line(laterPruned(pruneList(ledger, release).length));
  return deployedEnding(release ?? missing(plan.number), inputs.verify);
}

function laterPruned(count: number): string {
  return count === 0
    ? 'nothing is left over from earlier releases'
    : `${count} objects of earlier releases stay until the smoke test has verified this one`;
}

/** Restores what was verified last; the ledger says so before the first write, so that a dead run's restore is finished. */
async function undo(means: Means, number: number, fault: Fault): Promise<Ending> {
  const { cluster, order, inputs, ports, step } = means;
  await updateLedger(cluster, order.place, (ledger) =>
    withRelease(ledger, number, { reason: restoring, message: fault.message }),
  );
  const restore = await step(`restore, at most ${formatDuration(inputs.timeout)}`, () =>
    restoreRelease(cluster, order.place, number, {
      reason: fault.reason,
      message: fault.message,
      timeout: inputs.timeout,
      log: (line) => ports.log.line(line),
    }),
  );
  await endUndone(cluster, order, number, fault, restore);
  return faultEnding(fault, { number }, restore);
}

/** The restore of a run that died is done again: it changes only what is missing. */
export async function finishRestore(means: Means, release: Release): Promise<Ending> {
  const message = `a run died while it undid this release: ${release.message}`;
  return undo(means, release.number, { reason: 'interrupted-restore', message, findings: [] });
}

async function endUndone(
  cluster: Cluster,
  { place }: Order,
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

function missing(number: number): never {
  throw new Error(`release ${number} left the ledger while it was deployed`);
}
