import { markdownCode, markdownText, releaseMark, withoutReleaseMark } from '@workaday/core';
import type { Ending, EndingState } from './ending.ts';
import { fittedNotes, longestBody } from './fitted-notes.ts';
import type { Happening } from './issue-text.ts';
import { plainLine } from './plain-line.ts';

/** The endings after which a version is not what its release notes promise. */
export type BadEnding = Exclude<EndingState, 'verified' | 'unchanged'>;

const labels: Readonly<Record<BadEnding, string>> = {
  'rolled-back': 'rolled back',
  'rollback-failed': 'rollback failed',
  failed: 'failed',
  refused: 'refused',
  superseded: 'superseded',
  stopped: 'stopped',
  unproven: 'unproven',
};
const label = new RegExp(` \\((?:${Object.values(labels).join('|')})\\)$`);

const longestReason = 200;

const moment = /\d{4}-\d\d-\d\d \d\d:\d\d UTC/;

/** The body with this mark on top, in the place of an older one; notes that leave it no room are cut. */
export function marked(body: string, mark: string): string {
  const before = releaseMark.exec(body)?.[0];
  if (before !== undefined && timeless(before) === timeless(mark)) return body;
  const top = `${mark}\n\n`;
  return top + fittedNotes(withoutReleaseMark(body), longestBody - top.length);
}

/** A mark that differs by its time alone tells the same; the first one stays. */
function timeless(mark: string): string {
  return mark.replaceAll('\r\n', '\n').replace(moment, '').trimEnd();
}

export function isMarked(release: { name: string; body: string }): boolean {
  return releaseMark.test(release.body) || label.test(release.name);
}

/** The release's name without our label; the tag where it has none. */
export function plainName(name: string, tag: string): string {
  return name.replace(label, '').trim() || tag;
}

export function markedName(name: string, tag: string, state: BadEnding): string {
  return `${plainName(name, tag)} (${labels[state]})`;
}

/** What happened to the version, as GitHub shows it above the notes. */
export function markOf(state: BadEnding, ending: Ending, happening: Happening, tag: string): string {
  return [
    '<!-- workaday -->',
    `> [!${state === 'superseded' ? 'NOTE' : 'WARNING'}]`,
    `> ${storyOf(state, ending, happening, tag)}`,
    `> [The run](${happening.runUrl}) tells the whole story.`,
    '<!-- /workaday -->',
  ].join('\n');
}

function storyOf(state: BadEnding, ending: Ending, happening: Happening, tag: string): string {
  const version = `**${markdownText(tag)}**`;
  const where = markdownText(happening.environment);
  const why = markdownCode(ending.reason.slice(0, longestReason)) || 'no reason given';
  const when = `${happening.at.slice(0, 16).replace('T', ' ')} UTC`;
  const restored =
    happening.restoredRelease === ''
      ? 'The last verified release'
      : `Release ${markdownText(happening.restoredRelease)}`;
  const { byHand } = happening;
  const bad =
    byHand === undefined
      ? `was bad in ${where} (${why}) and`
      : `was rolled back by hand in ${where} by ${markdownText(byHand.by)} (${wordsOf(byHand.why)}): it`;
  const stories: Record<BadEnding, string> = {
    'rolled-back': `${version} ${bad} was undone on ${when}. ${restored} serves again.`,
    'rollback-failed': `${version} ${bad} could not be undone on ${when}. It may still serve, in part or whole.`,
    failed: `The deployment of ${version} to ${where} failed on ${when} (${why}). It is not verified; the run says which release serves.`,
    refused: `${version} was not deployed to ${where}: it was refused on ${when} (${why}). The release before it serves as before.`,
    superseded: `${version} was not deployed to ${where}${supersededBy(ending, when, why)}`,
    stopped: `${version} was stopped on its way to ${where} on ${when} (${why}). Nothing was touched there; the release before it serves as before.`,
    unproven: `${version} serves in ${where} since ${when}, but nothing proved that it is good (${why}).`,
  };
  return stories[state];
}

function supersededBy({ reason, step }: Ending, when: string, why: string): string {
  if (reason === 'coalesced')
    return ` by itself: on ${when} newer merges were waiting, and the newest brings it (${why}).`;
  if (step === 'staging')
    return `: on ${when} a newer release was ahead of it (${why}). What serves is for that one to say.`;
  return `: on ${when} a newer release was there already (${why}), and serves.`;
}

function wordsOf(why: string): string {
  return markdownText(plainLine(why, longestReason)) || 'no reason given';
}
