import type { Annotation } from '@workaday/core';
import { type Change, type CredentialReview, type Ledger, lastVerified } from '@workaday/kubernetes';
import type { DeployReport, Inputs } from './contract.ts';
import type { Order } from './facts.ts';
import type { Prepared } from './load.ts';
import { changesOutput, type Ending } from './outcome.ts';
import type { Plan } from './plan.ts';
import { deploySummary, type Step } from './summary.ts';

/** What the ledger and the server said before anything was written. */
export interface Looked {
  plan: Plan;
  ledger: Ledger;
  changes: Change[];
}

/** All that a report is made of, besides how it ended. */
export interface Known extends Looked {
  credential: CredentialReview;
  /** Set when this was only a plan. */
  planOnly?: {
    /** The manifests were compared with what runs; the server was not asked what it would make of them. */
    locally: boolean;
    writesOnPullRequest: boolean;
  };
}

interface Ran {
  inputs: Inputs;
  order: Order;
  steps: readonly Step[];
  cluster: { warnings(): readonly string[] };
}

/** The outputs, the summary and the annotations of a deploy. */
export function reportOf(run: Ran, prepared: Prepared, known: Known, ending: Ending): DeployReport {
  const { changes, ledger, plan } = known;
  const release = plan.do === 'deploy' ? (known.planOnly ? undefined : plan.number) : plan.release.number;
  const previous = lastVerified(ledger)?.number;
  const { by, glass } = run.order.authority;
  return {
    outcome: ending.outcome,
    reason: ending.reason,
    message: ending.message,
    outputs: {
      release: String(release ?? ''),
      'previous-release': String(previous ?? ''),
      'broken-glass': glass === '' ? '' : `${by}: ${glass}`,
      'frozen-until': ending.freeze?.until ?? '',
      changes: changesOutput(changes),
    },
    summary: deploySummary({
      order: run.order,
      ending,
      known,
      prepared,
      steps: run.steps,
      release,
      previous,
    }),
    annotations: [
      ...endingAnnotations(ending),
      ...(glass === '' ? [] : [warning('the glass is broken', `${by} deployed past every lock: ${glass}`)]),
      ...prepared.warnings.map(({ about, what, place }) => warning(about, what, place)),
      ...changes.flatMap(({ notes = [], manifest: { object, place } }) =>
        notes.map((note) =>
          warning('look at this', `${object.kind}/${object.metadata.name}: ${note}`, place),
        ),
      ),
      ...changes.flatMap(({ unchecked, manifest: { object, place } }) =>
        unchecked === undefined
          ? []
          : [warning('not checked', `${object.kind}/${object.metadata.name}: ${unchecked}`, place)],
      ),
      ...run.cluster.warnings().map((text) => warning('the cluster warns', text)),
      ...(known.planOnly?.writesOnPullRequest ? [pullRequestWarning] : []),
    ],
  };
}

function warning(about: string, message: string, place?: Annotation['place']): Annotation {
  return { level: 'warning', title: `Deploy: ${about}`, message, place };
}

const pullRequestWarning = warning(
  'a pull request can write',
  'This pull request runs with a credential that may change the namespace, and so may whatever it changes in the workflow. Give pull requests the credential of the plan account only.',
);

function endingAnnotations({ outcome, reason, message }: Ending): Annotation[] {
  const title = `Deploy: ${outcome} (${reason})`;
  const failed = ['failed', 'refused', 'rolled-back', 'rollback-failed'].includes(outcome);
  return failed ? [{ level: 'error', title, message }] : [];
}
