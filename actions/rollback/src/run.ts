import { Failure, formatDuration, holderOf } from '@workaday/core';
import {
  acquireLease,
  type Cluster,
  clusterFailure,
  isApiError,
  planByHand,
  readLedger,
  takeLock,
  type Way,
} from '@workaday/kubernetes';
import type { Inputs, RollbackReport } from './contract.ts';
import { type Order, type Ports, readOrder } from './facts.ts';
import { goBack } from './go-back.ts';
import { begunOutputs, needlessOutputs, withOutputs } from './outputs.ts';
import { dryRunReport, nothingReport } from './report.ts';

/** One rollback on its way. */
export interface Job {
  inputs: Inputs;
  ports: Ports;
  order: Order;
  cluster: Cluster;
}

/** Plan → freeze → lease → restore → ask → report. */
export async function rollback(inputs: Inputs, ports: Ports): Promise<RollbackReport> {
  const order = await readOrder(inputs, ports);
  const cluster = await ports.connect();
  const job = { inputs, ports, order, cluster };
  try {
    return await run(job);
  } catch (error) {
    throw explained(job, error);
  } finally {
    cluster.close();
  }
}

function explained({ cluster, order }: Job, error: unknown): unknown {
  return isApiError(error) ? clusterFailure(cluster, order.setting.place.namespace, error) : error;
}

async function run(job: Job): Promise<RollbackReport> {
  const { inputs, order } = job;
  const chosen = await choose(job, inputs.to);
  if ('why' in chosen) return nothingReport(order.setting.place, chosen.why);
  if (inputs['dry-run']) return dryRunReport(order.setting.place, chosen);
  const until = await freeze(job, chosen);
  try {
    return await underLease(job, chosen, until);
  } catch (error) {
    throw withOutputs(explained(job, error), begunOutputs(chosen, order.by, until));
  }
}

/** @param until end of the freeze; empty when nothing is frozen */
async function underLease(job: Job, chosen: Way, until: string): Promise<RollbackReport> {
  const { inputs, ports, order, cluster } = job;
  const { place } = order.setting;
  const lease = await acquireLease(cluster, place, {
    holder: holderOf(ports.context),
    run: ports.context.runUrl,
    wait: inputs.timeout,
    log: ports.log.line,
  });
  try {
    // Whoever gave way may have gone back by itself; what was chosen stays chosen.
    const now = await choose(job, String(chosen.to.number));
    if ('why' in now) {
      const report = nothingReport(
        place,
        `${now.why}${until === '' ? '' : ', and deploys stay stopped as asked'}`,
      );
      return { ...report, outputs: needlessOutputs(begunOutputs(chosen, order.by, until)) };
    }
    const report = await goBack({ ...job, cluster: lease.guard(cluster) }, now, lease.lost);
    return { ...report, outputs: { ...begunOutputs(now, order.by, until), ...report.outputs } };
  } finally {
    await lease.release();
  }
}

type Chosen = (Way & { resumes: boolean }) | { why: string };

async function choose({ cluster, order }: Job, to: string): Promise<Chosen> {
  const plan = planByHand(await readLedger(cluster, order.setting.place), to);
  if (plan.do === 'nothing') return { why: plan.why };
  if (plan.do !== 'refuse') return { from: plan.from, to: plan.to, resumes: plan.do === 'resume' };
  throw new Failure({
    outcome: 'refused',
    reason: plan.reason,
    what: `this rollback is refused: ${plan.why}`,
    next:
      plan.reason === 'rollback-unsafe'
        ? 'Merge a repair or a revert, which goes forward.'
        : 'Correct the input `to`, or leave it empty for the last verified release.',
  });
}

/**
 * Before anything else: whoever deploys sees it and gives way, and nobody begins.
 * @returns until when; empty when nothing is frozen
 */
async function freeze(job: Job, { from }: Way): Promise<string> {
  const { inputs, ports, order, cluster } = job;
  if (inputs.freeze === 0) return '';
  const { app, namespace } = order.setting.place;
  const { lock } = await takeLock(
    cluster,
    { namespace, app },
    {
      kind: 'freeze',
      app,
      by: order.by,
      reason: inputs.reason,
      holder: holderOf(ports.context),
      run: ports.context.runUrl,
      commit: from.commit,
      lasting: Math.ceil(inputs.freeze / 1000),
    },
  );
  ports.log.line(`deploys of ${app} stop for ${formatDuration(inputs.freeze)}, until ${lock.until}`);
  return lock.until;
}
