import { formatDuration } from '@workaday/core';
import {
  beginByHand,
  byHand,
  finishRollback,
  objectName,
  restoreRelease,
  type Way,
} from '@workaday/kubernetes';
import { type AskedRelease, askRelease, ruleForRestored } from '@workaday/probe';
import type { RollbackReport } from './contract.ts';
import { failedReport, rolledBackReport } from './report.ts';
import type { Job } from './run.ts';

/** Restores what was chosen, asks whether it answers, and ends it in the ledger. */
export async function goBack(
  job: Job,
  way: Way & { resumes: boolean },
  lost: AbortSignal,
): Promise<RollbackReport> {
  const { cluster, inputs, ports, order } = job;
  const { place } = order.setting;
  const { from, to } = way;
  const started = ports.clock.now();
  const message = `${order.by} rolled back to release ${to.number} (${to.version}): ${inputs.reason}`;
  if (!way.resumes) await beginByHand(cluster, place, way, message);
  const restored = await restoreRelease(cluster, place, from.number, {
    reason: byHand,
    message,
    timeout: inputs.timeout,
    log: ports.log.line,
    signal: lost,
  });
  const took = () => ports.clock.now() - started;
  if (restored.result !== 'restored') {
    const why = restored.result === 'failed' ? restored.why : `there is nothing to restore: ${restored.why}`;
    return fail(job, way, { reason: 'restore-failed', why, asked: undefined });
  }
  const left = restored.notRestored
    .filter(({ superseded }) => superseded)
    .map(({ object }) => objectName(object));
  if (left.length > 0) {
    const why = `a deploy that holds no lease went over it: ${left.join(', ')}`;
    return fail(job, way, { reason: 'restore-failed', why, asked: undefined });
  }
  ports.log.line(
    `release ${to.number} is in place after ${formatDuration(took())}; asking whether it answers`,
  );
  const asked = await askRelease(
    { cluster, ports, setting: order.setting },
    {
      release: restored.release,
      rule: ruleForRestored(order.setting.smoke),
      brokenBefore: [],
      deadline: ports.clock.now() + inputs.timeout,
      lost,
    },
  );
  const { verdict, message: judged } = asked.judgement;
  if (verdict === 'rollback') return fail(job, way, { reason: 'restored-bad', why: judged, asked });
  const end = { state: 'rolled-back', reason: byHand, message, restored: to.number } as const;
  await finishRollback(cluster, place, from.number, end);
  return rolledBackReport(job, way, { proven: verdict === 'keep', judged, took: took(), asked });
}

interface Failed {
  reason: 'restore-failed' | 'restored-bad';
  why: string;
  asked: AskedRelease | undefined;
}

async function fail(job: Job, way: Way, failed: Failed): Promise<RollbackReport> {
  const { cluster, order } = job;
  await finishRollback(cluster, order.setting.place, way.from.number, {
    state: 'rollback-failed',
    reason: failed.reason,
    message: `${order.by} rolled back to release ${way.to.number}: ${failed.why}`,
  });
  return failedReport(job, way, failed);
}
