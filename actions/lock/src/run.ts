import { Failure, holderOf } from '@workaday/core';
import {
  type Cluster,
  clusterFailure,
  isApiError,
  type Lock,
  openLock,
  readLocks,
  takeLock,
} from '@workaday/kubernetes';
import type { Inputs, LockReport } from './contract.ts';
import { type Order, type Ports, readOrder } from './facts.ts';
import { lockSentence, locksSummary } from './summary.ts';

type Ending = Pick<LockReport, 'outcome' | 'reason' | 'message'>;

/** Locks, unlocks or lists. Who may not, is told before the cluster is touched. */
export async function lock(inputs: Inputs, ports: Ports): Promise<LockReport> {
  const order = await readOrder(inputs, ports);
  const cluster = await ports.connect();
  try {
    const ending = await act(inputs, ports, order, cluster);
    const locks = await readLocks(cluster, order.place);
    for (const one of locks) ports.log.line(lockSentence(one));
    return {
      ...ending,
      outputs: { locks: JSON.stringify(locks.map((one) => ({ ...one, app: one.app ?? 'all' }))) },
      annotations:
        ending.outcome === 'held' ? [{ level: 'error', title: 'Lock: held', message: ending.message }] : [],
      summary: locksSummary(order.place, ending, locks),
    };
  } catch (error) {
    if (isApiError(error)) throw clusterFailure(cluster, order.place.namespace, error);
    throw error;
  } finally {
    cluster.close();
  }
}

async function act(inputs: Inputs, ports: Ports, order: Order, cluster: Cluster): Promise<Ending> {
  const dryRun = inputs['dry-run'];
  if (inputs.command === 'list' || dryRun) {
    const locks = await readLocks(cluster, order.place);
    const message = locks.length === 0 ? 'nothing stops deploys' : locks.map(lockSentence).join('; ');
    const outcome = locks.length === 0 ? 'unlocked' : 'locked';
    return {
      outcome,
      reason: dryRun ? 'dry-run' : 'ok',
      message: dryRun ? `would ${inputs.command}; ${message}` : message,
    };
  }
  return inputs.command === 'lock' ? close(inputs, ports, order, cluster) : open(order, cluster);
}

async function close(inputs: Inputs, { context }: Ports, order: Order, cluster: Cluster): Promise<Ending> {
  const { place, by } = order;
  const taken = await takeLock(cluster, place, {
    kind: 'lock',
    app: place.app,
    by,
    reason: inputs.reason,
    holder: holderOf(context),
    run: context.runUrl,
    commit: '',
    lasting: Math.round(inputs.for / 1000),
  });
  const message = lockSentence(taken.lock);
  return taken.result === 'locked'
    ? { outcome: 'locked', reason: 'ok', message }
    : { outcome: 'held', reason: 'locked-by-other', message };
}

/** Both that stop an app by its name; the lock of all apps is opened as `all`. */
async function open({ place }: Order, cluster: Cluster): Promise<Ending> {
  const opened: Lock[] = [];
  for (const kind of ['lock', 'freeze'] as const) {
    if (kind === 'freeze' && place.app === undefined) continue;
    const one = await openLock(cluster, place, kind);
    if (one !== undefined) opened.push(one);
  }
  const left = await readLocks(cluster, place);
  const [still] = left;
  if (still !== undefined) throw stillLocked(still);
  return opened.length === 0
    ? { outcome: 'unlocked', reason: 'nothing-to-do', message: 'there was nothing to unlock' }
    : { outcome: 'unlocked', reason: 'ok', message: `opened: ${opened.map(lockSentence).join('; ')}` };
}

function stillLocked(still: Lock): Failure {
  return new Failure({
    outcome: 'held',
    reason: 'locked-by-other',
    what: `deploys are still stopped: ${lockSentence(still)}`,
    next: 'Run `unlock` for `all`, which has a lock of its own, or again for this app.',
  });
}
