import { formatDuration } from '@workaday/core';
import { type Release, readLedger, updateLedger } from '@workaday/kubernetes';
import {
  askRelease,
  type BrokenBefore,
  brokenBefore,
  confirmed,
  type Evidence,
  evidenceJson,
  type Prechecks,
  precheckResult,
  precheckRounds,
  precheckRule,
} from '@workaday/probe';
import type { SmokeReport } from './contract.ts';
import { withEvidenceFile } from './evidence-file.ts';
import type { Job } from './job.ts';
import { planBefore } from './plan.ts';
import { precheckSummary, skippedSummary } from './summary.ts';

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
  const { inputs, setting } = job;
  const { prechecks, evidence } = await askTwice(job, release);
  await record(job, prechecks);
  const broken = brokenBefore(prechecks);
  const name = `release ${release.number} (${release.version})`;
  const message =
    broken.length === 0
      ? `${name} was asked; ${evidence.decisive ?? 'no check is broken already'}`
      : `${name} fails already: ${sentenceOf(broken)}; there, these checks will accuse no new release`;
  return withEvidenceFile(job.ports, inputs, evidence, {
    outcome: 'unproven',
    reason: inputs['dry-run'] ? 'dry-run' : 'precheck',
    message,
    outputs: { evidence: evidenceJson(evidence) },
    summary: precheckSummary(setting, evidence, message),
    annotations:
      broken.length === 0
        ? []
        : [{ level: 'warning', title: 'Smoke test: broken before the deploy', message }],
  });
}

/** A check is silenced for what two series show, some time apart: a blip is no reason. */
async function askTwice(job: Job, release: Release): Promise<{ prechecks: Prechecks; evidence: Evidence }> {
  const { ports, setting } = job;
  const first = await askSeries(job, release);
  const prechecks = precheckResult(first);
  const broken = brokenBefore(prechecks);
  if (broken.length === 0) return { prechecks, evidence: first };
  const pause = precheckRounds * setting.smoke.interval;
  ports.log.line(`fails: ${sentenceOf(broken)}; asking again in ${formatDuration(pause)}, in case it passes`);
  await ports.clock.wait(pause);
  const second = await askSeries(job, release);
  return { prechecks: confirmed(prechecks, precheckResult(second)), evidence: second };
}

async function askSeries(job: Job, release: Release): Promise<Evidence> {
  const { inputs, ports } = job;
  const deadline = ports.clock.now() + inputs.timeout;
  const { evidence } = await askRelease(job, {
    release,
    rule: precheckRule,
    rounds: precheckRounds,
    brokenBefore: [],
    deadline,
  });
  return evidence;
}

function sentenceOf(broken: readonly BrokenBefore[]): string {
  const checks = [...new Set(broken.map(({ check }) => check))];
  return checks
    .map((check) => {
      const where = broken.filter((one) => one.check === check).map(({ vantage }) => vantage);
      return `${check} (${where.join(', ')})`;
    })
    .join(', ');
}

async function record({ inputs, cluster, setting }: Job, prechecks: Prechecks): Promise<void> {
  if (inputs['dry-run']) return;
  const { releases } = await readLedger(cluster, setting.place);
  if (releases.length === 0) return;
  await updateLedger(cluster, setting.place, (ledger) => ({ ...ledger, prechecks }));
}
