import type { Release, ReleaseState } from '@workaday/kubernetes';
import { evidenceJson } from '@workaday/probe';
import type { SmokeReport } from './contract.ts';
import type { Judged } from './judge-release.ts';
import type { Setting } from './setting.ts';
import { releaseSummary } from './summary.ts';

const settled: Readonly<Record<Exclude<ReleaseState, 'pending'>, SmokeReport['outcome']>> = {
  verified: 'verified',
  unproven: 'unproven',
  failed: 'failed',
  'rolled-back': 'rolled-back',
  'rollback-failed': 'rollback-failed',
  superseded: 'unproven',
};

const settledNext: Readonly<Record<Exclude<ReleaseState, 'pending'>, string>> = {
  verified: 'Nothing: it was proven, and the next merge goes the same way.',
  unproven: 'Look whether it works. The next good deploy replaces it.',
  failed: 'Repair the cause and merge again; the run that ended it says what failed.',
  'rolled-back': 'Repair the cause and merge again; the run that undid it says what failed.',
  'rollback-failed':
    'A person is needed now: look at the pods and at what the app depends on. Nothing more is undone by itself.',
  superseded: 'Nothing: the run of the newer release says what became of it.',
};

const verdicts: Readonly<Partial<Record<ReleaseState, string>>> = {
  verified: 'keep',
  unproven: 'inconclusive',
  failed: 'rollback',
  'rolled-back': 'rollback',
  'rollback-failed': 'rollback',
};

/** A release that came to its end before: the ledger answers. */
export function answerReport(setting: Setting, release: Release): SmokeReport {
  if (release.state === 'pending') throw new Error(`release ${release.number} has no answer yet`);
  if (release.state === 'superseded') return supersededReport(setting, release, undefined);
  const outcome = settled[release.state];
  const message = `release ${release.number} (${release.version}) is ${release.state} already: ${release.message}`;
  const restored = release.state === 'rolled-back' ? release.restored : undefined;
  const bad = outcome !== 'verified' && outcome !== 'unproven';
  return {
    outcome,
    reason: 'already-settled',
    message,
    outputs: {
      verdict: verdicts[release.state] ?? '',
      'restored-release': restored === undefined ? '' : String(restored),
    },
    annotations: bad ? [{ level: 'error', title: `Smoke test: ${release.state}`, message }] : [],
    summary: releaseSummary(setting, release, {
      icon: bad ? '❌' : '✅',
      title: `${release.state} already`,
      message: release.message,
      next: settledNext[release.state],
    }),
  };
}

export function supersededReport(setting: Setting, release: Release, by: number | undefined): SmokeReport {
  const newer = by === undefined ? 'a newer release' : `release ${by}`;
  const message = `release ${release.number} (${release.version}) was superseded by ${newer}; nothing was changed`;
  return {
    outcome: 'unproven',
    reason: 'superseded',
    message,
    outputs: {},
    summary: releaseSummary(setting, release, {
      icon: '⏭️',
      title: 'superseded',
      message,
      next: settledNext.superseded,
    }),
  };
}

export function dryRunReport(setting: Setting, release: Release, judged: Judged): SmokeReport {
  const { verdict, message } = judged.judgement;
  return {
    outcome: 'unproven',
    reason: 'dry-run',
    message: `release ${release.number} (${release.version}): the verdict would be ${verdict}: ${message}`,
    outputs: { verdict, evidence: evidenceJson(judged.evidence) },
    summary: releaseSummary(setting, release, {
      icon: '📝',
      title: `dry run, the verdict would be ${verdict}`,
      message,
      next: 'Nothing was changed: the same step without `dry-run` acts on its verdict.',
      evidence: judged.evidence,
    }),
  };
}
