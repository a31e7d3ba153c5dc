import { type Annotation, errorMessage, formatDuration } from '@workaday/core';
import {
  acquireLease,
  type Change,
  type Cluster,
  clusterFailure,
  type HeldLease,
  isApiError,
  type Ledger,
  lastVerified,
  readLedger,
  stampManifests,
  tryObjects,
} from '@workaday/kubernetes';
import { carryOut, finishRestore } from './carry-out.ts';
import type { DeployReport, Inputs } from './contract.ts';
import { type Order, type Ports, readManifests, readOrder } from './facts.ts';
import { changesOutput, type Ending } from './outcome.ts';
import { type Plan, planDeploy } from './plan.ts';
import type { Prepared } from './prepare.ts';
import { deploySummary, type Step } from './summary.ts';

/** Facts → plan → apply → verdict → report, for one app in one environment. */
export async function deploy(inputs: Inputs, ports: Ports): Promise<DeployReport> {
  const order = await readOrder(inputs, ports);
  const cluster = await ports.connect(inputs.kubeconfig);
  try {
    return await new Run(inputs, ports, order, cluster).run();
  } catch (error) {
    if (isApiError(error)) throw clusterFailure(cluster, order.place.namespace, error);
    throw error;
  } finally {
    cluster.close();
  }
}

/** One deploy on its way, with what it has learned so far. */
class Run {
  readonly inputs: Inputs;
  readonly ports: Ports;
  readonly order: Order;
  readonly cluster: Cluster;
  readonly steps: Step[] = [];

  constructor(inputs: Inputs, ports: Ports, order: Order, cluster: Cluster) {
    this.inputs = inputs;
    this.ports = ports;
    this.order = order;
    this.cluster = cluster;
  }

  async run(): Promise<DeployReport> {
    const { cluster, order, inputs, ports } = this;
    const prepared = await this.step('check manifests and rights', () =>
      readManifests(cluster, order, ports.files),
    );
    if (inputs['dry-run']) {
      const { plan, ledger, changes } = await this.look(prepared);
      return this.report(prepared, changes, ledger, plan, {
        outcome: 'unchanged',
        reason: 'dry-run',
        message: describe(plan),
      });
    }
    const lease = await acquireLease(cluster, order.place, {
      holder: `${ports.context.repository}/${ports.context.runId}`,
      wait: inputs.timeout,
      log: (line) => ports.log.line(line),
    });
    let staysPending = false;
    try {
      const { plan, ledger, changes } = await this.look(prepared);
      const ending = await this.act(plan, prepared, changes, lease);
      staysPending = ending.outcome === 'deployed' && inputs.verify === 'smoke-test';
      return this.report(prepared, changes, ledger, plan, ending);
    } finally {
      await this.leave(lease, staysPending);
    }
  }

  /** What the ledger says, and what the server would make of every object. */
  async look(prepared: Prepared): Promise<{ plan: Plan; ledger: Ledger; changes: Change[] }> {
    const { cluster, order } = this;
    return this.step('try every object on the server', async () => {
      const ledger = await readLedger(cluster, order.place);
      const release = (ledger.releases.at(-1)?.number ?? 0) + 1;
      const stamped = stampManifests(prepared.manifests, { ...order.place, release });
      const changes = await tryObjects(cluster, order.place.namespace, stamped);
      return { plan: planDeploy(ledger, order.identity, changes), ledger, changes };
    });
  }

  async act(plan: Plan, prepared: Prepared, changes: readonly Change[], lease: HeldLease): Promise<Ending> {
    if (plan.do === 'answer') return plan;
    const step = <T>(name: string, work: () => Promise<T>) => this.step(name, work);
    const common = { ...this, step, signal: lease.lost };
    if (plan.do === 'finish-restore') return finishRestore(common, plan.release);
    const manifests = stampManifests(prepared.manifests, { ...this.order.place, release: plan.number });
    return carryOut(common, plan, manifests, changes);
  }

  /** A release that waits for its smoke test keeps the lease for the next step of the job. */
  async leave(lease: HeldLease, staysPending: boolean): Promise<void> {
    const left = staysPending ? lease.keep() : lease.release();
    await left.catch((error: unknown) =>
      this.ports.log.line(`the lease was not given back and expires by itself: ${errorMessage(error)}`),
    );
  }

  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { clock, log } = this.ports;
    const started = clock.now();
    try {
      return await log.group(name, work);
    } finally {
      this.steps.push({ name, took: clock.now() - started });
      log.line(`${name}: ${formatDuration(clock.now() - started)}`);
    }
  }

  report(
    prepared: Prepared,
    changes: readonly Change[],
    ledger: Ledger,
    plan: Plan,
    ending: Ending,
  ): DeployReport {
    const release =
      plan.do === 'deploy' ? (this.inputs['dry-run'] ? undefined : plan.number) : plan.release.number;
    const previous = lastVerified(ledger)?.number;
    return {
      outcome: ending.outcome,
      reason: ending.reason,
      message: ending.message,
      outputs: {
        release: String(release ?? ''),
        'previous-release': String(previous ?? ''),
        changes: changesOutput(changes),
      },
      summary: deploySummary({ order: this.order, ending, changes, steps: this.steps, release, previous }),
      annotations: this.annotations(prepared, ending),
    };
  }

  annotations(prepared: Prepared, { outcome, reason, message }: Ending): Annotation[] {
    const title = `Deploy: ${outcome} (${reason})`;
    const failed = ['failed', 'refused', 'rolled-back', 'rollback-failed'].includes(outcome);
    return [
      ...(failed ? [{ level: 'error' as const, title, message }] : []),
      ...prepared.warnings.map(({ what, place }) => ({
        level: 'warning' as const,
        title: 'Deploy: manifests',
        message: what,
        place,
      })),
      ...this.cluster.warnings().map((text) => ({
        level: 'warning' as const,
        title: 'Deploy: the cluster warns',
        message: text,
      })),
    ];
  }
}

function describe(plan: Plan): string {
  if (plan.do === 'answer') return `would be ${plan.outcome}: ${plan.message}`;
  if (plan.do === 'finish-restore')
    return `would finish the restore that undoes release ${plan.release.number}`;
  const superseded = plan.supersedes.length > 0 ? `, superseding ${plan.supersedes.join(', ')}` : '';
  return `would ${plan.resumes ? 'continue' : 'make'} release ${plan.number}${superseded}`;
}
