import { formatDuration } from '@workaday/core';
import { type Finding, type KubeObject, type Release, readLedger, watchRollout } from '@workaday/kubernetes';
import {
  type AskedRelease,
  askRelease,
  type BrokenBefore,
  brokenBefore,
  condemned,
  type Gathered,
  paceWarning,
  readStandingObjects,
  ruleFor,
  trafficLine,
} from '@workaday/probe';
import { startOf } from './facts.ts';
import type { Job } from './job.ts';
import { standingOf } from './standing.ts';

export interface Judged extends Gathered {
  kind: 'judged';
  /** What the rollout found, when it condemned the release. */
  findings: readonly Finding[];
  /** The pods that were asked last; none when it never came to that. */
  pods: AskedRelease['view']['pods'];
}

/** The whole way to a verdict: is it in place, did it roll out, does it answer? */
export async function judgeRelease(
  job: Job,
  release: Release,
  lost: AbortSignal | undefined,
): Promise<Judged | { kind: 'superseded'; by: number }> {
  const { cluster, inputs, ports, setting } = job;
  const deadline = ports.clock.now() + inputs.timeout;
  const found = await readStandingObjects(cluster, setting.place.namespace, release);
  const standing = standingOf(found, release.number);
  if (standing.kind === 'superseded') return standing;
  const given = { release, rule: ruleFor(setting.smoke), brokenBefore: await readBrokenBefore(job) };
  const warning = paceWarning(setting.smoke);
  if (warning !== undefined) ports.log.line(warning);
  const condemn = (why: string, findings: readonly Finding[]): Judged => {
    return { kind: 'judged', ...condemned(job, given, why), findings, pods: [] };
  };
  if (standing.kind === 'incomplete') return condemn(standing.why, []);
  const live = found.flatMap(({ live }) => (live === undefined ? [] : [live]));
  const stuck = await watchWorkloads(job, release, live, lost);
  if (stuck !== undefined) return condemn(stuck.why, stuck.findings);
  const question = { ...given, settles: true, deadline, ...(lost === undefined ? {} : { lost }) };
  const { evidence, judgement, view } = await askRelease(job, question);
  const message =
    evidence.rounds.length > 0 ? judgement.message : `${judgement.message}; ${trafficLine(view)}`;
  return { kind: 'judged', evidence, judgement: { ...judgement, message }, findings: [], pods: view.pods };
}

/** What failed before the deploy already, of the checks that there are still. */
export async function readBrokenBefore({ cluster, setting }: Job): Promise<BrokenBefore[]> {
  const { prechecks = {} } = await readLedger(cluster, setting.place);
  const names = setting.checks.map(({ name }) => name);
  return brokenBefore(prechecks).filter(({ check }) => names.includes(check));
}

/** Usually done at once: the deploy has waited for it. Not so when the deploy died. */
async function watchWorkloads(
  { cluster, inputs, ports, setting }: Job,
  release: Release,
  live: readonly KubeObject[],
  lost: AbortSignal | undefined,
): Promise<{ why: string; findings: readonly Finding[] } | undefined> {
  const verdict = await watchRollout(cluster, setting.place.namespace, live, {
    timeout: inputs.timeout,
    onChange: ports.log.line,
    writtenAt: startOf(release),
    ...(lost === undefined ? {} : { signal: lost }),
  });
  if (verdict.state === 'ready') return undefined;
  const late = verdict.state === 'timeout' ? ` within ${formatDuration(inputs.timeout)}` : '';
  const causes = verdict.findings.map(
    ({ object, trouble }) => `${object}: ${trouble.message} (${trouble.reason})`,
  );
  return { why: `the rollout did not complete${late}: ${causes.join('; ')}`, findings: verdict.findings };
}
