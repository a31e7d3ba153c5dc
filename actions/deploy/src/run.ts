import { errorMessage, formatDuration, holderOf } from '@workaday/core';
import {
  acquireLease,
  type Cluster,
  clusterFailure,
  type HeldLease,
  isApiError,
  keepRelease,
  type Ledger,
  type Manifest,
  migrationsToRun,
  readLedger,
  reviewCredential,
  stampManifests,
  tryObjects,
} from '@workaday/kubernetes';
import { carryOut, finishRestore } from './carry-out.ts';
import type { DeployReport, Inputs } from './contract.ts';
import { type Left, stateName } from './end-job.ts';
import { type Order, type Ports, readOrder } from './facts.ts';
import { goesBack } from './goes-back.ts';
import { type Prepared, prepareApp } from './load.ts';
import { isOnlyPlan } from './only-plan.ts';
import type { Ending } from './outcome.ts';
import { passLocks } from './pass-locks.ts';
import { type Plan, planDeploy } from './plan.ts';
import { rehearse } from './rehearse.ts';
import { type Known, type Looked, reportOf } from './report.ts';
import { asideFor, stepAside } from './step-aside.ts';
import type { Step } from './summary.ts';
import { adoptWhatRan, kindsToHold, liveConfiguration } from './what-stands.ts';

/** Facts → plan → apply → verdict → report, for one app in one environment. */
export async function deploy(inputs: Inputs, ports: Ports): Promise<DeployReport> {
  const order = await readOrder(inputs, ports);
  const { place, identity } = order;
  const asks = order.coalesce && !isOnlyPlan(inputs, ports.context);
  const newer = asks ? await asideFor(identity.commit, ports) : undefined;
  if (newer !== undefined) return stepAside(place, identity.commit, newer);
  const cluster = await ports.connect();
  try {
    return await new Run(inputs, ports, order, cluster).run();
  } catch (error) {
    if (isApiError(error)) throw clusterFailure(cluster, order.place.namespace, error);
    throw error;
  } finally {
    const { requests = 0, connections = 0 } = cluster.statistics?.() ?? {};
    ports.log.line(
      `${requests} requests over ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
    );
    cluster.close();
  }
}

/** One deploy on its way, with what it has learned so far. */
export class Run {
  readonly inputs: Inputs;
  readonly ports: Ports;
  readonly order: Order;
  readonly cluster: Cluster;
  readonly steps: Step[] = [];
  /** Mark of the freeze that lets this pass; empty for none. */
  passedFreeze = '';

  constructor(inputs: Inputs, ports: Ports, order: Order, cluster: Cluster) {
    this.inputs = inputs;
    this.ports = ports;
    this.order = order;
    this.cluster = cluster;
  }

  async run(): Promise<DeployReport> {
    const { cluster, order, inputs, ports } = this;
    const older = await goesBack(cluster, order);
    if (older !== undefined) return older;
    const prepared = await this.step('read and check the manifests', () => prepareApp(cluster, order, ports));
    for (const note of prepared.notes) ports.log.line(note);
    if (isOnlyPlan(inputs, ports.context)) return rehearse(this, prepared);
    const credential = await this.step('review the credential', async () =>
      reviewCredential(
        cluster,
        order.place.namespace,
        await kindsToHold(cluster, order.place, prepared.kinds),
        {
          identityKinds: order.allow.some((kind) => kind === 'Role' || kind === 'RoleBinding'),
        },
      ),
    );
    ports.log.line(`acting as ${credential.user}`);
    const holder = holderOf(ports.context);
    const left: Left = { place: order.place, holder, freeze: order.freeze };
    ports.state.save(stateName, JSON.stringify(left));
    const lease = await acquireLease(cluster, order.place, {
      holder,
      wait: inputs.timeout,
      log: (line) => ports.log.line(line),
      run: ports.context.runUrl,
      signal: ports.cancelled,
    });
    return this.underLease(prepared, { credential }, lease);
  }

  async underLease(
    prepared: Prepared,
    known: Pick<Known, 'credential'>,
    lease: HeldLease,
  ): Promise<DeployReport> {
    let staysPending = false;
    try {
      this.passedFreeze = await passLocks(this.cluster, this.order, this.ports);
      const looked = await this.adopting(prepared, await this.look(prepared), lease);
      const signal = AbortSignal.any([lease.lost, this.ports.cancelled]);
      const ending = await this.act(prepared, looked, lease, signal);
      staysPending = ending.outcome === 'deployed' && this.inputs.verify === 'smoke-test';
      return reportOf(this, prepared, { ...known, ...looked }, ending);
    } finally {
      await this.leave(lease, staysPending);
    }
  }

  /** What the ledger says, and what the server would make of every object. */
  async look(prepared: Prepared): Promise<Looked> {
    const { cluster, order, inputs, ports } = this;
    return this.step('try every object on the server', async () => {
      const ledger = await readLedger(cluster, order.place);
      const { apply } = migrationsToRun(this.stamped(prepared, ledger), ledger);
      const changes = await tryObjects(cluster, order.place.namespace, apply, {
        takeOver: inputs['take-over'],
        previous: await liveConfiguration(cluster, order.place, ledger, (line) => ports.log.line(line)),
        readText: (file) => ports.files.readText(file),
      });
      return { plan: planDeploy(ledger, order.identity, changes, order.permit), ledger, changes };
    });
  }

  /** A first deploy over what runs already has a way back, too. */
  async adopting({ autoscalers }: Prepared, looked: Looked, lease: HeldLease): Promise<Looked> {
    if (looked.plan.do !== 'deploy') return looked;
    const { order, ports } = this;
    const guarded = lease.guard(this.cluster);
    const say = (line: string) => ports.log.line(line);
    const ledger = await adoptWhatRan(guarded, order.place, looked, { autoscalers, say });
    if (ledger === looked.ledger) return looked;
    return {
      ...looked,
      ledger,
      plan: planDeploy(ledger, order.identity, looked.changes, order.permit),
    };
  }

  /** The manifests as the next release would write them. */
  stamped({ manifests }: Prepared, ledger: Ledger, release = nextNumber(ledger)): Manifest[] {
    const { identity, place } = this.order;
    const changeCause = `release ${release}: ${identity.version} (${identity.commit.slice(0, 12)}), ${this.ports.context.runUrl}`;
    const { namespace, app } = place;
    return stampManifests(manifests, { namespace, app, release, changeCause });
  }

  async act(prepared: Prepared, looked: Looked, lease: HeldLease, signal: AbortSignal): Promise<Ending> {
    const { plan, ledger } = looked;
    signal.throwIfAborted();
    if (plan.do === 'answer') return this.answer(plan, lease);
    const step = <T>(name: string, work: () => Promise<T>) => this.step(name, work);
    const common = { ...this, cluster: lease.guard(this.cluster), step, signal };
    if (plan.do === 'finish-restore') return finishRestore(common, plan.release);
    return carryOut(common, plan, this.stamped(prepared, ledger, plan.number), looked);
  }

  /** A run that died after its verdict may have left what it was about to remove. */
  async answer(plan: Extract<Plan, { do: 'answer' }>, lease: HeldLease): Promise<Ending> {
    const { cluster, order, ports } = this;
    if (plan.outcome === 'unchanged') {
      const verdict = { state: 'verified' as const, reason: plan.reason, message: plan.message };
      await keepRelease(lease.guard(cluster), order.place, plan.release.number, verdict, (line) =>
        ports.log.line(line),
      );
    }
    return plan;
  }

  /** A release that waits for its smoke test keeps the lease for the next step of the job, a cancelled one for the post step. */
  async leave(lease: HeldLease, staysPending: boolean): Promise<void> {
    const left = staysPending || this.ports.cancelled.aborted ? lease.keep() : lease.release();
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
}

function nextNumber(ledger: Ledger): number {
  return (ledger.releases.at(-1)?.number ?? 0) + 1;
}
