import { markdownCode, markdownText, summary } from '@workaday/core';
import { accountOf } from './account.ts';
import { type Ending, needsPerson } from './ending.ts';
import { frozenSentence, thawing } from './freeze-text.ts';
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
  const { why, moves } = accountOf(ending);
  const freeze = { until: happening.frozenUntil, commit: happening.commit };
  const frozen = needsPerson(ending.state) ? frozenSentence(freeze) : undefined;
  const restored =
    happening.restoredRelease === '' ? '–' : `release ${markdownText(happening.restoredRelease)}`;
  return summary.document([
    summary.heading(
      3,
      `${icons[ending.state]} ${markdownText(happening.app)} ${markdownText(happening.version)}: ${ending.state}`,
    ),
    `**Why:** ${why}\n`,
    summary.moves(frozen === undefined ? moves : `${frozen} ${thawing(freeze)}`),
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
    `${plannedSentences(plan, markdownCode).join(' ')}\n`,
  ]);
}

/**
 * What is written at GitHub, in words.
 * @param shown how a tag, which is somebody's text, is shown
 */
export function plannedSentences(plan: Plan, shown = (tag: string) => tag): string[] {
  return [
    plan.deployment && `GitHub Deployment: ${plan.deployment.state}.`,
    plan.undone.length > 0 &&
      `${plan.undone.length} older GitHub ${plan.undone.length === 1 ? 'Deployment' : 'Deployments'}: failure, since undone.`,
    plan.issue && `Issue: ${{ create: 'opened', update: 'updated', close: 'closed' }[plan.issue.action]}.`,
    ...plan.releases.map((step) => `GitHub Release ${shown(step.tag)}: ${step.what}.`),
  ].filter((sentence) => typeof sentence === 'string');
}
