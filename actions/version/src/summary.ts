import { markdownCode, markdownText, summary } from '@workaday/core';
import { bumps } from './bump.ts';
import type { Links } from './notes.ts';
import { releaseNotes } from './notes.ts';
import type { LinePlan, ReadCommit } from './plan.ts';

const icons = { released: '🏷️', 'already-released': '🏷️', unreleased: '➖', superseded: '⏭️' } as const;
/** Longest list that a person reads; the rest is counted. */
const listed = 200;

/** The job summary: per service the version, the commit that caused it, and what was left out and why. */
export function versionSummary(plans: readonly LinePlan[], links: Links, dryRun: boolean): string {
  return summary.document(plans.flatMap((plan) => lineSections(plan, links, dryRun)));
}

function lineSections(plan: LinePlan, links: Links, dryRun: boolean): (string | false)[] {
  const would = dryRun && plan.outcome === 'released' ? ' (dry run: the tag was not created)' : '';
  const ignored = plan.commits.filter((commit) => whyIgnored(commit) !== undefined);
  const unreadable = plan.commits.filter((commit) => commit.read.doubt !== '');
  return [
    summary.heading(3, `${icons[plan.outcome]} ${plan.service}: ${plan.version}, ${plan.outcome}${would}`),
    `${sentence(plan, links)}\n`,
    ignored.length > 0 &&
      summary.details(
        `${ignored.length} of ${plan.commits.length} commits did not count`,
        commitList(ignored, links, (commit) => whyIgnored(commit) ?? ''),
      ),
    unreadable.length > 0 &&
      `**${unreadable.length} not as written in Conventional Commits:**\n\n${commitList(unreadable, links, ({ read }) => read.doubt)}`,
    summary.details('Release notes', releaseNotes(plan, links, 50_000)),
  ];
}

/** Why this version, in one sentence of Markdown. */
function sentence(plan: LinePlan, links: Links): string {
  const since = plan.previous ? `since ${markdownCode(plan.previous.name)}` : 'and no release before';
  const count = `${plan.commits.length} ${plan.commits.length === 1 ? 'commit' : 'commits'} ${since}`;
  if (plan.newer)
    return `${markdownCode(plan.newer.name)} contains this commit and was released first; nothing was changed.`;
  const cause = causeOf(plan);
  if (cause === undefined) return `${count}; none of them releases anything.`;
  const breaking = cause.read.breaking === '' ? '' : ' (breaking)';
  return `${count}; ${commitText(cause, links)} makes it a **${plan.bump}**${breaking}.`;
}

/** The newest commit that asks for the whole bump. */
export function causeOf(plan: LinePlan): ReadCommit | undefined {
  if (plan.bump === 'none') return undefined;
  return plan.commits.find((commit) => commit.touches && commit.read.bump === plan.bump);
}

/** Why a commit releases nothing; undefined when it does. */
export function whyIgnored(commit: ReadCommit): string | undefined {
  if (!commit.touches) return 'touches no file of this service';
  if (commit.read.bump !== bumps[0]) return undefined;
  if (commit.read.kind === 'merge') return 'a merge; its commits count';
  if (commit.read.kind === 'unreadable') return 'not a conventional commit';
  return `${markdownText(commit.read.type)} releases nothing`;
}

function commitList(
  commits: readonly ReadCommit[],
  links: Links,
  why: (commit: ReadCommit) => string,
): string {
  const lines = commits.slice(0, listed).map((commit) => `${commitText(commit, links)}: ${why(commit)}`);
  const more = commits.length - lines.length;
  return summary.list(more > 0 ? [...lines, `${more} more`] : lines);
}

function commitText(commit: ReadCommit, links: Links): string {
  const link = `[${commit.sha.slice(0, 7)}](${links.repositoryUrl}/commit/${commit.sha})`;
  return `${link} ${markdownText(commit.read.header.slice(0, 300))}`;
}
