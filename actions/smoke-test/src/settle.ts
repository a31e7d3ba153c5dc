import { cancelled, keepRelease, type Release, type WhyNothing } from '@workaday/kubernetes';
import type { SmokeReport } from './contract.ts';
import { readDiagnosis } from './diagnosis.ts';
import type { Job } from './job.ts';
import type { Judged } from './judge-release.ts';
import { keptReport, rollbackReport, verifiedReport } from './report.ts';
import { answerReport } from './settled-report.ts';
import { type Cause, undo } from './undo.ts';

/** Brings a judged release to its end. */
export async function settle(
  job: Job,
  release: Release,
  judged: Judged,
  lost: AbortSignal,
): Promise<SmokeReport> {
  const { setting } = job;
  const { verdict, reason, message } = judged.judgement;
  if (verdict === 'keep') {
    return keep(job, release, { state: 'verified', reason: 'ok', message }, () =>
      verifiedReport(setting, release, judged),
    );
  }
  if (verdict === 'rollback') {
    return rollBack(job, release, judged, reason === 'rollout-broken' ? reason : 'bad-answers', lost);
  }
  // What failed before the deploy already fails after a rollback too.
  if (setting.smoke.inconclusive === 'rollback' && reason !== 'broken-before') {
    return rollBack(job, release, judged, 'without-verdict', lost);
  }
  const why = setting.smoke.inconclusive === 'hold' ? 'held' : 'unproven';
  return keep(job, release, { state: 'unproven', reason, message }, () =>
    keptReport(setting, release, { judged, diagnosis: '', why }),
  );
}

/** Undoes a release, when that is wanted and there is something to restore. */
async function rollBack(
  job: Job,
  release: Release,
  judged: Judged,
  cause: Cause,
  lost: AbortSignal,
): Promise<SmokeReport> {
  const { inputs, setting } = job;
  const { message } = judged.judgement;
  const diagnosis = await readDiagnosis(job, release, judged);
  const undone =
    inputs['on-failure'] === 'keep' ? undefined : await undo(job, release, { cause, message }, lost);
  if (undone && undone.kind !== 'nothing-to-restore') {
    return rollbackReport(setting, release, { judged, diagnosis, undone });
  }
  const why = undone ? whyKept(undone.why) : 'kept-as-asked';
  return keep(job, release, { state: 'failed', reason: why, message }, () =>
    keptReport(setting, release, { judged, diagnosis, why }),
  );
}

/** A run died while it restored: what it knew of the release stands in the ledger. */
export async function resumeRestore(job: Job, release: Release, lost: AbortSignal): Promise<SmokeReport> {
  const { message } = release;
  job.ports.log.line(`a run died while it undid release ${release.number}; the restore goes on`);
  const cause = message === cancelled ? 'cancelled' : 'interrupted-restore';
  const undone = await undo(job, release, { cause, message }, lost);
  if (undone.kind !== 'nothing-to-restore') {
    return rollbackReport(job.setting, release, { judged: undefined, diagnosis: '', undone });
  }
  const why = whyKept(undone.why);
  return keep(job, release, { state: 'failed', reason: why, message }, () =>
    keptReport(job.setting, release, { judged: undefined, diagnosis: '', why }),
  );
}

function whyKept(why: WhyNothing): 'nothing-to-restore' | 'rollback-unsafe' {
  return why === 'no-verified' ? 'nothing-to-restore' : why;
}

/** What another run wrote in the meantime stands. */
async function keep(
  { cluster, ports, setting }: Job,
  { number }: Release,
  end: Parameters<typeof keepRelease>[3],
  report: () => SmokeReport,
): Promise<SmokeReport> {
  const kept = await keepRelease(cluster, setting.place, number, end, ports.log.line);
  return kept.state === end.state ? report() : answerReport(setting, kept);
}
