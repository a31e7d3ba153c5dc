import { markdownCode, markdownText, summary } from '@workaday/core';
import { accountOf } from './account.ts';
import { type Ending, needsPerson } from './ending.ts';
import { frozenSentence, thawing } from './freeze-text.ts';
import type { Happening } from './issue-text.ts';
import type { Plan } from './plan.ts';
import type { StagingDeployment } from './staging-deployment.ts';

const icons: Readonly<Record<Ending['state'], string>> = {
  verified: '✅',
  unchanged: '✅',
  unproven: '❔',
  superseded: '⏭️',
  stopped: '⛔',
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
  staging: StagingDeployment | undefined,
): string {
  const { why, moves } = accountOf(ending);
  const freeze = { until: happening.frozenUntil, commit: happening.commit };
  const frozen = needsPerson(ending.state) ? frozenSentence(freeze) : undefined;
  return summary.document([
    summary.heading(
      3,
      `${icons[ending.state]} ${markdownText(happening.app)} ${markdownText(happening.version)}: ${ending.state}`,
    ),
    `**Why:** ${why}\n`,
    summary.moves(frozen === undefined ? moves : `${frozen} ${thawing(freeze)}`),
    summary.table(
      ['environment', 'release', 'decided by', 'reason', 'restored'],
      [...(staging ? [endingRow(staging.ending, staging.happening)] : []), endingRow(ending, happening)],
    ),
    images.length > 0 && summary.list(images.map(markdownCode)),
    `${plannedSentences(plan, staging, markdownCode).join(' ')}\n`,
  ]);
}

function endingRow(ending: Ending, { environment, release, restoredRelease }: Happening): string[] {
  return [
    markdownText(environment),
    markdownText(release) || '–',
    ending.step ?? 'nobody',
    markdownCode(ending.reason),
    restoredRelease === '' ? '–' : `release ${markdownText(restoredRelease)}`,
  ];
}

/**
 * What is written at GitHub, in words.
 * @param shown how a tag or an environment, which is somebody's text, is shown
 */
export function plannedSentences(
  plan: Plan,
  staging: StagingDeployment | undefined,
  shown = (tag: string) => tag,
): string[] {
  return [
    staging?.plan && `GitHub Deployment of ${shown(staging.happening.environment)}: ${staging.plan.state}.`,
    plan.deployment && `GitHub Deployment: ${plan.deployment.state}.`,
    plan.undone.length > 0 &&
      `${plan.undone.length} older GitHub ${plan.undone.length === 1 ? 'Deployment' : 'Deployments'}: failure, since undone.`,
    plan.issue && `Issue: ${{ create: 'opened', update: 'updated', close: 'closed' }[plan.issue.action]}.`,
    ...plan.releases.map((step) => `GitHub Release ${shown(step.tag)}: ${step.what}.`),
  ].filter((sentence) => typeof sentence === 'string');
}
