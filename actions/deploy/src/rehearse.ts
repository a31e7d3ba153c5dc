import {
  type Cluster,
  type Ledger,
  type Manifest,
  migrationsToRun,
  planLocally,
  readLedger,
  reviewReader,
} from '@workaday/kubernetes';
import type { DeployReport, Inputs } from './contract.ts';
import type { Order, Ports } from './facts.ts';
import type { Prepared } from './load.ts';
import { isPullRequest } from './only-plan.ts';
import { type Plan, planDeploy } from './plan.ts';
import { type Looked, reportOf } from './report.ts';
import type { Step } from './summary.ts';

/** A run that may look at everything. */
export interface Rehearsing {
  inputs: Inputs;
  ports: Ports;
  order: Order;
  cluster: Cluster;
  steps: readonly Step[];
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  stamped(prepared: Prepared, ledger: Ledger): Manifest[];
  look(prepared: Prepared): Promise<Looked>;
}

/**
 * Says what a deploy would do. With the rights of a deploy every object is tried on the server; with rights to read,
 * or for a pull request, the manifests are compared with what runs, and the server's admission is not asked.
 */
export async function rehearse(run: Rehearsing, prepared: Prepared): Promise<DeployReport> {
  const { cluster, order, ports } = run;
  const { place } = order;
  const reader = await run.step('review the credential', () =>
    reviewReader(cluster, place.namespace, prepared.kinds),
  );
  const locally = !reader.mayWrite || isPullRequest(ports.context.event);
  const looked = locally
    ? await run.step('compare with what runs', async () => {
        const ledger = await readLedger(cluster, place);
        const { apply } = migrationsToRun(run.stamped(prepared, ledger), ledger);
        const changes = await planLocally(cluster, place, apply);
        return { ledger, changes, plan: planDeploy(ledger, order.identity, changes, order.permit) };
      })
    : await run.look(prepared);
  const ending = { outcome: 'unchanged', reason: 'dry-run', message: describe(looked.plan) } as const;
  const planOnly = { locally, writesOnPullRequest: reader.mayWrite && isPullRequest(ports.context.event) };
  return reportOf(run, prepared, { credential: reader, planOnly, ...looked }, ending);
}

function describe(plan: Plan): string {
  if (plan.do === 'answer') return `would be ${plan.outcome}: ${plan.message}`;
  if (plan.do === 'finish-restore')
    return `would finish the restore that undoes release ${plan.release.number}`;
  const superseded = plan.supersedes.length > 0 ? `, superseding ${plan.supersedes.join(', ')}` : '';
  return `would ${plan.resumes ? 'continue' : 'make'} release ${plan.number}${superseded}`;
}
