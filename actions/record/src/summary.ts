import { markdownCode, markdownText, summary } from '@workaday/core';
import type { Ending } from './ending.ts';
import type { Happening } from './issue-text.ts';
import type { Plan } from './plan.ts';

const icons: Readonly<Record<Ending['state'], string>> = {
  verified: '✅',
  unchanged: '✅',
  unproven: '❔',
  superseded: '⏭️',
  refused: '⛔',
  'rolled-back': '⏪',
  'rollback-failed': '🔥',
  failed: '❌',
};

/** The record's part of the job summary. */
export function recordSummary(
  ending: Ending,
  happening: Happening,
  plan: Plan,
  images: readonly string[],
): string {
  const restored =
    happening.restoredRelease === '' ? '–' : `release ${markdownText(happening.restoredRelease)}`;
  return summary.document([
    summary.heading(
      3,
      `${icons[ending.state]} ${markdownText(happening.app)} ${markdownText(happening.version)}: ${ending.state}`,
    ),
    summary.table(
      ['environment', 'release', 'decided by', 'reason', 'restored'],
      [
        [
          markdownText(happening.environment),
          markdownText(happening.release) || '–',
          ending.step ?? 'nobody',
          markdownCode(ending.reason),
          restored,
        ],
      ],
    ),
    images.length > 0 && summary.list(images.map(markdownCode)),
    `${plannedSentences(plan).join(' ')}\n`,
  ]);
}

/** What is written at GitHub, in words. */
export function plannedSentences(plan: Plan): string[] {
  return [
    plan.deployment && `GitHub Deployment: ${plan.deployment.state}.`,
    plan.release && `GitHub Release: ${plan.release === 'create' ? 'published' : 'draft published'}.`,
    plan.issue && `Issue: ${{ create: 'opened', update: 'updated', close: 'closed' }[plan.issue.action]}.`,
  ].filter((sentence) => typeof sentence === 'string');
}
