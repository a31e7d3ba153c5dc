import { markdownCode } from '@workaday/core';
import semver from 'semver';
import { type Bump, bumps, highestBump } from '../changes/bump.ts';
import type { Change } from '../changes/change.ts';
import type { LinePlan } from '../line/line-plan.ts';
import { commitLink, type Links, pullLink, tagLink } from './links.ts';
import { excerpt, shortProse } from './prose.ts';

const longestHeader = 200;

/** The newest change that asks for as much as any does. */
export function causeOf({ changes }: LinePlan): Change | undefined {
  const asked = askedBy(changes);
  return asked === 'none' ? undefined : changes.find(({ bump }) => bump === asked);
}

function askedBy(changes: readonly Change[]): Bump {
  return highestBump(changes.map(({ bump }) => bump));
}

/** The decision in one sentence of plain text, for the log. */
export function messageOf(plan: LinePlan): string {
  const { version, previous, newer, wish, bump } = plan;
  if (newer) return `${newer.name} contains this commit and was released first`;
  if (plan.takenBackBy)
    return `a later commit, ${plan.takenBackBy.slice(0, 7)}, takes back what this one would release`;
  const cause = causeOf(plan);
  const why = wish
    ? `by the footer Release-As of ${wish.sha.slice(0, 7)}`
    : cause
      ? `${bump}, by ${cause.sha.slice(0, 7)} ${excerpt(cause.message.header, 100)}`
      : 'nothing to release';
  return `${version} (${previous ? `after ${previous.name}` : 'the first'}; ${why})`;
}

/** What decided, in a few words of Markdown. */
export function shortCause(plan: LinePlan, links: Links): string {
  if (plan.newer) return `${tagLink(plan.newer.name, links)} contains this commit`;
  if (plan.takenBackBy) return `taken back by ${commitLink(plan.takenBackBy, links)}`;
  if (plan.wish) return wishText(plan.wish, links);
  const cause = causeOf(plan);
  return cause === undefined ? 'nothing asks for a release' : changeText(cause, links);
}

/** Why it is this version: sentences of Markdown. */
export function explanation(plan: LinePlan, links: Links, dryRun: boolean): string {
  const { newer, outcome, tag } = plan;
  if (newer)
    return `${tagLink(newer.name, links)} contains this commit and was released first; nothing was changed.`;
  if (plan.takenBackBy)
    return `A later commit, ${commitLink(plan.takenBackBy, links)}, takes back what this one would release; nothing was changed.`;
  const tagged = {
    released: dryRun ? `The tag would be ${markdownCode(tag)}.` : `Tagged ${tagLink(tag, links)}.`,
    'already-released': `The commit carries ${tagLink(tag, links)} already.`,
    unreleased: '',
    superseded: '',
  }[outcome];
  return [tagged, reason(plan, links), remark(plan)].filter((part) => part !== '').join(' ');
}

function reason(plan: LinePlan, links: Links): string {
  const { wish, outcome, changes, previous } = plan;
  const commits = new Set(changes.map(({ sha }) => sha)).size;
  const since = previous ? `since ${tagLink(previous.name, links)}` : 'with no release before';
  if (commits === 0 && !wish) return `No commits ${since}.`;
  const counted = `${commits} ${commits === 1 ? 'commit' : 'commits'} ${since}`;
  const cause = causeOf(plan);
  const asked = cause
    ? `${changeText(cause, links)} asks for a **${cause.bump}**`
    : 'none asks for a release';
  if (wish) return `Decided by ${wishText(wish, links)}. Without it: ${counted}; ${asked}.`;
  const elsewhere =
    cause && outcome === 'unreleased' ? ', but the tag of another service started this run' : '';
  return `${counted}; ${asked}${elsewhere}.`;
}

/** Why the number is not what the bump says. */
function remark({ outcome, previous, wish, bump, version }: LinePlan): string {
  if (outcome !== 'released' || wish) return '';
  if (previous === undefined)
    return 'A first release has the initial version, or one above every tag that exists.';
  const raised = semver.diff(previous.version, version);
  const step = bumps.find((each) => each === raised);
  const less = step !== undefined && bumps.indexOf(step) < bumps.indexOf(bump);
  return less && semver.major(version) === 0 ? `Before 1.0.0 that raises the ${step}.` : '';
}

function wishText({ version, sha }: { version: string; sha: string }, links: Links): string {
  return `the footer ${markdownCode(`Release-As: ${version}`)} of ${commitLink(sha, links)}`;
}

/** A change with its links, as its header says it. */
export function changeText({ sha, pull, message }: Change, links: Links): string {
  const header = pull === undefined ? message.header : message.header.replace(` (#${pull})`, '');
  const suffix = pull === undefined ? '' : ` (${pullLink(pull, links)})`;
  return `${commitLink(sha, links)} ${shortProse(header, longestHeader) || '(no message)'}${suffix}`;
}
