import { summary } from '@workaday/core';
import type { LinePlan } from '../line/line-plan.ts';
import type { Preview } from '../preview.ts';
import { explanation, shortCause } from './cause.ts';
import { doubtsOf } from './doubts.ts';
import { ignoredChanges } from './ignored-changes.ts';
import type { Links } from './links.ts';
import { movesOf } from './moves.ts';
import { releaseNotes } from './notes.ts';
import { squashPreview } from './squash-preview.ts';

const icons = { released: '🏷️', 'already-released': '🏷️', unreleased: '➖', superseded: '⏭️' } as const;
/** Longest list that a person reads; the rest is counted. Services share it, down to the least. */
const listed = 200;
const listedAtLeast = 10;
/** Characters of release notes per service, and of all services: GitHub drops a summary that is too long. */
const longestNotes = 50_000;
const longestNotesOfAll = 200_000;

export interface SummaryOptions {
  dryRun: boolean;
  /** Only for a pull request. */
  preview?: Preview | undefined;
  /** What a person should know beside the plans' own problems. */
  problems?: readonly string[];
}

/** The job summary: per service the version, what caused it, and what was left out and why. */
export function versionSummary(plans: readonly LinePlan[], links: Links, options: SummaryOptions): string {
  const { dryRun, preview, problems = [] } = options;
  const longest = Math.max(listedAtLeast, Math.floor(listed / plans.length));
  const asides = [preview && squashPreview(plans, preview), doubtsOf(plans, problems, links, longest)];
  const one = plans.length === 1;
  return summary.document([
    ...(one ? [] : [overview(plans, links, dryRun), ...asides]),
    ...plans.flatMap((plan) => [
      summary.heading(
        3,
        `${icons[plan.outcome]} ${plan.service} ${plan.version}: ${outcomeWords(plan, dryRun)}`,
      ),
      `${explanation(plan, links, dryRun)}\n`,
      summary.moves(movesOf(plan, links, dryRun)),
      ...(one ? asides : []),
      ignoredChanges(plan, links, longest),
      foldedNotes(plan, links, Math.min(longestNotes, Math.floor(longestNotesOfAll / plans.length)), dryRun),
    ]),
  ]);
}

function overview(plans: readonly LinePlan[], links: Links, dryRun: boolean): string {
  const rows = plans.map((plan) => [
    `${icons[plan.outcome]} ${plan.service}`,
    `**${plan.version}**, ${outcomeWords(plan, dryRun)}`,
    plan.bump,
    shortCause(plan, links),
  ]);
  return summary.table(['Service', 'Version', 'Bump', 'Why'], rows);
}

function outcomeWords({ outcome, newer }: LinePlan, dryRun: boolean): string {
  return {
    released: dryRun ? 'would be released' : 'released',
    'already-released': 'already released',
    unreleased: dryRun ? 'nothing would be released' : 'nothing to release',
    superseded: newer ? `superseded by ${newer.version}` : 'taken back by a later commit',
  }[outcome];
}

function foldedNotes(plan: LinePlan, links: Links, limit: number, dryRun: boolean): string {
  // The tag of a dry run does not exist: links go to the commit.
  const shown = dryRun ? { ...plan, tag: '' } : plan;
  return summary.details('Release notes', releaseNotes(shown, links, limit).trimEnd());
}
