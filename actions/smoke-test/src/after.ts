import { Failure, holderOf } from '@workaday/core';
import { acquireLease, type HeldLease, type Release, readLedger } from '@workaday/kubernetes';
import type { SmokeReport } from './contract.ts';
import { withEvidenceFile } from './evidence-file.ts';
import type { Job } from './job.ts';
import { judgeRelease } from './judge-release.ts';
import { planAfter } from './plan.ts';
import { resumeRestore, settle } from './settle.ts';
import { answerReport, dryRunReport, supersededReport } from './settled-report.ts';

/** `phase: after`: judges the release and brings it to its end. Run again, it does only what is missing. */
export async function after(job: Job): Promise<SmokeReport> {
  const { inputs, ports, cluster, setting } = job;
  const first = await plan(job);
  if (first.do === 'answer') return answerReport(setting, first.release);
  if (inputs['dry-run']) return rehearse(job, first.release);
  const lease = await acquireLease(cluster, setting.place, {
    holder: holderOf(ports.context),
    run: ports.context.runUrl,
    wait: inputs.timeout,
    log: ports.log.line,
  });
  try {
    return await underLease({ ...job, cluster: lease.guard(cluster) }, lease);
  } finally {
    await lease.release();
  }
}

/** While the lease was waited for, its holder may have settled the release. */
async function underLease(job: Job, lease: HeldLease): Promise<SmokeReport> {
  const now = await plan(job);
  if (now.do === 'answer') return answerReport(job.setting, now.release);
  if (now.do === 'resume-restore') return resumeRestore(job, now.release, lease.lost);
  const judged = await judgeRelease(job, now.release, lease.lost);
  if (judged.kind === 'superseded') return supersededReport(job.setting, now.release, judged.by);
  const report = await settle(job, now.release, judged, lease.lost);
  return withEvidenceFile(job.ports, job.inputs, judged.evidence, report);
}

async function rehearse(job: Job, release: Release): Promise<SmokeReport> {
  const judged = await judgeRelease(job, release, undefined);
  if (judged.kind === 'superseded') return supersededReport(job.setting, release, judged.by);
  return withEvidenceFile(job.ports, job.inputs, judged.evidence, dryRunReport(job.setting, release, judged));
}

async function plan({ cluster, setting, ports }: Job) {
  const { place } = setting;
  const made = planAfter(await readLedger(cluster, place), setting.release, ports.context.sha);
  if (made.do !== 'no-release') return made;
  const wanted =
    setting.release === undefined
      ? 'no pending release, and none of this commit'
      : `no release ${setting.release}`;
  throw new Failure({
    reason: 'no-release',
    what: `the ledger of ${place.app} in the namespace ${place.namespace} has ${wanted}`,
    why: made.known.length === 0 ? 'Nothing was deployed there yet.' : `It has ${made.known.join(', ')}.`,
    next: 'Deploy first, or correct the inputs `release`, `app`, `environment` and `namespace`.',
  });
}
