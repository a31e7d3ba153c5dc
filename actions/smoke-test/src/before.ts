import { type Release, readLedger, updateLedger } from '@workaday/kubernetes';
import { evidenceJson, precheckResult, type Rule } from '@workaday/probe';
import { askRelease } from './asking.ts';
import type { SmokeReport } from './contract.ts';
import type { Job } from './job.ts';
import { planBefore } from './plan.ts';
import { precheckSummary, skippedSummary } from './summary.ts';

/** Three rounds, whatever they show. */
const threeRounds: Rule = { window: 3, bad: 4, good: 4, calm: 3, limit: 3, silent: 3 };

type Prechecks = Record<string, 'broken' | 'ok'>;

/** `phase: before`: which checks the running version fails already. */
export async function before(job: Job): Promise<SmokeReport> {
  const { cluster, setting } = job;
  const plan = planBefore(await readLedger(cluster, setting.place));
  if (plan.do === 'precheck') return precheck(job, plan.release);
  await record(job, {});
  const message = `there is nothing to compare the next release with: ${plan.why}`;
  return {
    outcome: 'unproven',
    reason: 'nothing-running',
    message,
    outputs: {},
    summary: skippedSummary(setting, message),
  };
}

async function precheck(job: Job, release: Release): Promise<SmokeReport> {
  const { inputs, ports, setting } = job;
  const deadline = ports.clock.now() + inputs.timeout;
  const question = { release, rule: threeRounds, brokenBefore: [], unjudged: true, deadline };
  const { evidence } = await askRelease(job, question);
  const prechecks = precheckResult(evidence);
  await record(job, prechecks);
  const broken = Object.keys(prechecks).filter((name) => prechecks[name] === 'broken');
  const message =
    broken.length === 0
      ? `release ${release.number} (${release.version}) was asked; no check is broken already`
      : `release ${release.number} (${release.version}) fails already: ${broken.join(', ')}; these checks will accuse no new release`;
  return {
    outcome: 'unproven',
    reason: inputs['dry-run'] ? 'dry-run' : 'precheck',
    message,
    outputs: { evidence: evidenceJson(evidence) },
    summary: precheckSummary(setting, evidence, message),
    annotations:
      broken.length === 0
        ? []
        : [{ level: 'warning', title: 'Smoke test: broken before the deploy', message }],
  };
}

async function record({ inputs, cluster, setting }: Job, prechecks: Prechecks): Promise<void> {
  if (inputs['dry-run']) return;
  const { releases } = await readLedger(cluster, setting.place);
  if (releases.length === 0) return;
  await updateLedger(cluster, setting.place, (ledger) => ({ ...ledger, prechecks }));
}
