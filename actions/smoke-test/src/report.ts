import { formatDuration } from '@workaday/core';
import { freezeSentence, type Lock, type Release } from '@workaday/kubernetes';
import { evidenceJson } from '@workaday/probe';
import type { SmokeReport } from './contract.ts';
import type { Judged } from './judge-release.ts';
import type { Setting } from './setting.ts';
import { firstFailure, releaseSummary } from './summary.ts';
import type { Undone } from './undo.ts';

export function verifiedReport(setting: Setting, release: Release, judged: Judged): SmokeReport {
  const { message } = judged.judgement;
  return {
    outcome: 'verified',
    reason: 'ok',
    message: `release ${release.number} (${release.version}) is verified: ${message}`,
    outputs: { verdict: 'keep', evidence: evidenceJson(judged.evidence) },
    summary: releaseSummary(setting, release, {
      icon: '✅',
      title: 'verified',
      message,
      next: 'Nothing: it is live, and the next merge goes the same way.',
      evidence: judged.evidence,
    }),
  };
}

interface Kept {
  judged: Judged | undefined;
  diagnosis: string;
  why: 'unproven' | 'held' | 'kept-as-asked' | 'nothing-to-restore' | 'rollback-unsafe';
}

const keptNext: Readonly<Record<Kept['why'], string>> = {
  unproven:
    'Look whether it works. The next good deploy replaces it; until a release is verified, a rollback goes past this one.',
  held: 'It stays, because smoke.inconclusive is hold, and nobody has proven it: look whether it works, then deploy again or roll back by hand.',
  'kept-as-asked': 'It stays, because on-failure is keep. Deploy a repaired commit, or roll back by hand.',
  'nothing-to-restore':
    'It stays, because no verified release is behind it. Repair the app or the check and deploy again.',
  'rollback-unsafe':
    'It stays, because a migration has run that the release before it may not understand. Repair the app and deploy again.',
};

/** A release that stays without being verified. */
export function keptReport(
  setting: Setting,
  release: Release,
  { judged, diagnosis, why }: Kept,
): SmokeReport {
  const cause = judged?.judgement ?? { verdict: 'rollback', reason: 'bad-answers', message: release.message };
  const unproven = why === 'unproven' || why === 'held';
  const red = why !== 'unproven';
  const next = keptNext[why];
  const sentence = `release ${release.number} (${release.version}) stays ${unproven ? 'unproven' : 'although it is bad'}: ${cause.message}`;
  return {
    outcome: red ? 'failed' : 'unproven',
    reason: red ? why : undecidedReason(cause.reason),
    message: sentence,
    outputs: {
      verdict: unproven ? 'inconclusive' : 'rollback',
      ...(judged === undefined ? {} : { evidence: evidenceJson(judged.evidence) }),
    },
    annotations: [
      {
        level: red ? 'error' : 'warning',
        title: `Smoke test: ${unproven ? why : 'bad and kept'}`,
        message: lines(sentence, firstFailure(judged?.evidence), next),
      },
    ],
    summary: releaseSummary(setting, release, {
      icon: unproven ? '❔' : '❌',
      title: unproven ? why : 'bad, and kept',
      message: cause.message,
      next,
      evidence: judged?.evidence,
      diagnosis,
    }),
  };
}

interface RolledBack {
  judged: Judged | undefined;
  diagnosis: string;
  undone: Exclude<Undone, { kind: 'nothing-to-restore' }>;
}

/** A release that was undone, or should have been. */
export function rollbackReport(setting: Setting, release: Release, parts: RolledBack): SmokeReport {
  const { judged, diagnosis, undone } = parts;
  const good = undone.kind === 'restored';
  const cause = judged?.judgement.message ?? release.message;
  const back = `release ${undone.release.number} (${undone.release.version})`;
  const sentence = good
    ? `release ${release.number} (${release.version}) was undone and ${back} serves again after ${formatDuration(undone.took)}: ${cause}`
    : `release ${release.number} (${release.version}) is bad (${cause}), and the rollback did not help: ${undone.message}`;
  const next = good
    ? restoredNext(undone.freeze)
    : 'A person is needed now: look at the pods and at what the app depends on. Nothing more is undone by itself.';
  return {
    outcome: good ? 'rolled-back' : 'rollback-failed',
    reason: undone.kind === 'restored' ? undone.cause : undone.kind,
    message: sentence,
    outputs: {
      verdict: 'rollback',
      ...(judged === undefined ? {} : { evidence: evidenceJson(judged.evidence) }),
      'restored-release': good ? String(undone.release.number) : '',
      'frozen-until': undone.freeze?.until ?? '',
    },
    annotations: [
      {
        level: 'error',
        title: `Smoke test: ${good ? 'rolled back' : 'rollback failed'}`,
        message: lines(sentence, firstFailure(judged?.evidence), next),
      },
    ],
    summary: releaseSummary(setting, release, {
      icon: good ? '⏪' : '🔥',
      title: good ? `rolled back to ${back}` : 'rollback failed',
      message: `${cause}. ${undone.message}; ${formatDuration(undone.took)} from the verdict to the end`,
      next,
      evidence: judged?.evidence,
      restored: undone.evidence,
      diagnosis,
    }),
  };
}

function restoredNext(freeze: Lock | undefined): string {
  const known = 'the digests of this release are known to be bad.';
  return freeze === undefined
    ? `Repair the cause and merge again; ${known}`
    : `Repair the cause; ${known} ${freezeSentence(freeze)}`;
}

function undecidedReason(reason: string): SmokeReport['reason'] {
  switch (reason) {
    case 'broken-before':
    case 'unasked-check':
    case 'vantages-disagree':
    case 'no-votes':
      return reason;
    default:
      return 'undecided';
  }
}

function lines(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('\n');
}
