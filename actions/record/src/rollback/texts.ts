import { markdownCode, markdownText } from '@workaday/core';
import { type Freeze, frozenSentence, minuteOf, thawing } from '../freeze-text.ts';
import { type IssueParts, runLink } from '../issue-text.ts';
import { plainLine } from '../plain-line.ts';
import { type BackState, backState, type GoingBack, type ReleaseName } from './going-back.ts';

const longestWhy = 500;

/** The person's own words, as a part of a line of Markdown. */
function whyText({ why }: GoingBack): string {
  return markdownText(plainLine(why, longestWhy)) || 'no reason given';
}

/** `release 3 (1.3.0)`, or what of it is known. */
export function nameOf({ release, version }: ReleaseName, shown = (text: string) => text): string {
  const named = version === '' ? '' : shown(version);
  if (release === '') return named || 'a release that is not known';
  return named === '' ? `release ${shown(release)}` : `release ${shown(release)} (${named})`;
}

/** One line for GitHub's list of Deployments, which shows it as it is. */
export function backDescription(back: GoingBack): string {
  const { by, why, left, back: to, reason } = back;
  const texts: Readonly<Record<BackState, string>> = {
    'rolled-back': `${by} went back from ${nameOf(left)} to ${nameOf(to)}: ${why}`,
    'rollback-failed': `rollback to ${nameOf(to)} failed (${reason}): ${why}`,
    failed: `rollback to ${nameOf(to)} did not end (${reason || 'no-answer'}): ${why}`,
    refused: `rollback refused (${reason})`,
    'nothing-to-do': `nothing to roll back: ${why}`,
  };
  return plainLine(texts[backState(back)]);
}

/** What the app's issue says of it. */
export function backIssue(back: GoingBack): IssueParts {
  const state = backState(back);
  const sentence = `${stateSentence(state, back)} **Why:** ${whyText(back)}`;
  return {
    state: [sentence, frozenSentence(freezeOf(back))].filter((text) => text !== undefined),
    todo: todoOf(state, back),
    row: historyRow(state, back),
  };
}

function stateSentence(state: BackState, back: GoingBack): string {
  const where = `**${markdownText(back.app)}** in **${markdownText(back.environment)}**`;
  const by = `**${markdownText(back.by)}**`;
  const [left, to] = [nameOf(back.left, markdownText), nameOf(back.back, markdownText)];
  const code = markdownCode(back.reason || 'no-answer');
  const proof = back.reason === 'unproven' ? ', though no check could prove that it answers' : '';
  const sentences: Readonly<Record<BackState, string>> = {
    'rolled-back': `⏪ ${where}: ${by} went back by hand from ${left}; ${to} serves again${proof}.`,
    'rollback-failed': `🔥 ${where}: ${by} wanted to go back from ${left} to ${to}, and that failed (${code}).`,
    failed: `❌ ${where}: ${by} wanted to go back, and the rollback did not come to its end (${code}).`,
    refused: `⛔ ${where}: ${by} wanted to go back, and was refused (${code}).`,
    'nothing-to-do': `🧊 ${where}: ${by} wanted to go back, and nothing had to be undone.`,
  };
  return sentences[state];
}

function todoOf(state: BackState, back: GoingBack): string {
  if (state === 'rollback-failed')
    return `a person is needed now: look at the pods and at what the app depends on; the run’s summary says what stood in the way. ${thawing(freezeOf(back))}`;
  if (state === 'failed')
    return `open the run, then start the rollback form again: it goes on where this one stopped. ${thawing(freezeOf(back))}`;
  return thawing(freezeOf(back));
}

/** What the rollback stopped; a revert of what it left passes. */
export function freezeOf({ frozenUntil, left }: GoingBack): Freeze {
  return { until: frozenUntil, commit: left.commit };
}

function historyRow(state: BackState, back: GoingBack): IssueParts['row'] {
  const { left, back: to, by } = back;
  const commit = left.commit === '' ? '' : ` (${markdownText(left.commit.slice(0, 7))})`;
  const version = left.version === '' ? '–' : `${markdownText(left.version)}${commit}`;
  const target = to.release === '' ? '' : ` to release ${markdownText(to.release)}`;
  const what = `${state} by ${markdownText(by)}${target}`;
  return [minuteOf(back.at), version, what, whyText(back), runLink(back.runUrl)];
}
