import { markdownCode, markdownText } from '@workaday/core';
import { type Ending, type EndingState, needsPerson } from './ending.ts';
import { frozenSentence, minuteOf, thawing } from './freeze-text.ts';

/** What was deployed where, by whom; everything the record's texts are made of. */
export interface Happening {
  app: string;
  environment: string;
  version: string;
  tag: string;
  commit: string;
  /** Number of the ledger's release; empty when none was made. */
  release: string;
  restoredRelease: string;
  actor: string;
  runUrl: string;
  /** ISO 8601, UTC. */
  at: string;
  /** Until when merges are not deployed, ISO 8601; empty when they are. */
  frozenUntil: string;
  /** Set when a person went back from it. */
  byHand?: { by: string; why: string };
}

/** What an issue says, in Markdown. */
export interface IssueParts {
  /** The state now: sentences, one a line. */
  state: readonly string[];
  /** Undefined when nothing is to be done. */
  todo: string | undefined;
  /** When, version, what, why, run. */
  row: readonly [string, string, string, string, string];
}

const longestHistory = 20;
const historyHead = '| when | version | what | why | run |\n| --- | --- | --- | --- | --- |';

/** Found again by this line, whatever the title became. */
export function issueMarker(app: string, environment: string): string {
  return `<!-- workaday app=${app} environment=${environment} -->`;
}

export function issueTitle({ app, environment }: Pick<Happening, 'app' | 'environment'>): string {
  return `${app}: deployments to ${environment}`;
}

/** The whole text of the app's one issue: the state now, what to do, and the last happenings, newest first. */
export function issueText(
  { app, environment }: Pick<Happening, 'app' | 'environment'>,
  parts: IssueParts,
  before: string | undefined,
): string {
  const row = `| ${parts.row.join(' | ')} |`;
  const rows = [row, ...historyRows(before).filter((old) => old !== row)].slice(0, longestHistory);
  return [
    issueMarker(app, environment),
    parts.state.join('\n\n'),
    '',
    parts.todo === undefined ? 'Nothing is to be done.' : `**What to do:** ${parts.todo}`,
    '',
    '### What happened',
    historyHead,
    ...rows,
    '',
  ].join('\n');
}

export function issueBody(ending: Ending, happening: Happening, before: string | undefined): string {
  const freeze = { until: happening.frozenUntil, commit: happening.commit };
  const state = [stateSentence(ending, happening), frozenSentence(freeze)].filter(
    (text) => text !== undefined,
  );
  const frozen = freeze.until === '' ? '' : ` ${thawing(freeze)}`;
  const todo = needsPerson(ending.state) ? `${adviceOf(ending)}${frozen}` : undefined;
  return issueText(happening, { state, todo, row: historyRow(ending, happening) }, before);
}

function stateSentence(ending: Ending, happening: Happening): string {
  const version = markdownCode(happening.version);
  const where = `**${markdownText(happening.app)}** in **${markdownText(happening.environment)}**`;
  const why = markdownCode(ending.reason);
  const restored = markdownText(happening.restoredRelease);
  const sentences: Readonly<Record<EndingState, string>> = {
    verified: `✅ ${where}: ${version} is live and verified.`,
    unchanged: `✅ ${where}: ${version} is live and verified.`,
    superseded: `⏭️ ${where}: ${version} was not deployed, because a newer release was there (${why}).`,
    refused: `⛔ ${where}: ${version} was not deployed: it was refused (${why}).`,
    stopped: `⛔ ${where}: ${version} did not get here (${why}); the release before it serves.`,
    unproven: `❔ ${where}: ${version} runs, but no verdict was reached (${why}).`,
    'rolled-back': `⏪ ${where}: ${version} was bad (${why}) and was undone; release ${restored} serves again.`,
    'rollback-failed': `🔥 ${where}: ${version} is bad (${why}) and could not be undone.`,
    failed: `❌ ${where}: ${version} failed (${why}).`,
  };
  return sentences[ending.state];
}

function adviceOf(ending: Ending): string {
  if (ending.state === 'rolled-back')
    return 'open the run, read the failing check, and merge a fix; the app itself is served by the last verified release.';
  if (ending.state === 'rollback-failed')
    return 'look at the app now: the run’s summary says what could not be restored and why.';
  if (ending.state === 'unproven')
    return 'look at the app, and at the run’s summary for why the smoke test could not decide.';
  if (ending.state === 'stopped')
    return 'open the run: its summary says what the release failed on its way. Merge a fix; where the cause is not in the release, repair that and run the failed jobs again.';
  return 'open the run: its summary says what happened, why, and what to do next.';
}

function historyRow(ending: Ending, happening: Happening): IssueParts['row'] {
  const what =
    happening.restoredRelease === ''
      ? ending.state
      : `${ending.state} to release ${happening.restoredRelease}`;
  const version = `${markdownCode(happening.version)} (${markdownText(happening.commit.slice(0, 7))})`;
  return [
    minuteOf(happening.at),
    version,
    markdownText(what),
    markdownCode(ending.reason),
    runLink(happening.runUrl),
  ];
}

export function runLink(url: string): string {
  return `[run](${url})`;
}

function historyRows(body: string | undefined): string[] {
  const text = (body ?? '').replaceAll('\r\n', '\n');
  const start = text.indexOf(historyHead);
  if (start < 0) return [];
  return text
    .slice(start + historyHead.length)
    .split('\n')
    .filter((line) => line.startsWith('| '));
}
