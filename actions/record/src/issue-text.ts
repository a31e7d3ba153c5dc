import { markdownCode, markdownText } from '@workaday/core';
import { type Ending, needsPerson } from './ending.ts';

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
}

const longestHistory = 20;
const historyHead = '| when | version | what | why | run |\n| --- | --- | --- | --- | --- |';

/** Found again by this line, whatever the title became. */
export function issueMarker(app: string, environment: string): string {
  return `<!-- workaday app=${app} environment=${environment} -->`;
}

export function issueTitle(happening: Happening): string {
  return `${happening.app}: deployments to ${happening.environment}`;
}

/** The whole text of the app's one issue: the state now, what to do, and the last happenings, newest first. */
export function issueBody(ending: Ending, happening: Happening, before: string | undefined): string {
  const row = historyRow(ending, happening);
  const rows = [row, ...historyRows(before).filter((old) => old !== row)].slice(0, longestHistory);
  return [
    issueMarker(happening.app, happening.environment),
    stateSentence(ending, happening),
    '',
    needsPerson(ending.state) ? `**What to do:** ${adviceOf(ending)}` : 'Nothing is to be done.',
    '',
    '### What happened',
    historyHead,
    ...rows,
    '',
  ].join('\n');
}

function stateSentence(ending: Ending, happening: Happening): string {
  const version = markdownCode(happening.version);
  const where = `**${markdownText(happening.app)}** in **${markdownText(happening.environment)}**`;
  const why = markdownCode(ending.reason);
  if (ending.state === 'rolled-back') {
    return `⏪ ${where}: ${version} was bad (${why}) and was undone; release ${markdownText(happening.restoredRelease)} serves again.`;
  }
  if (ending.state === 'rollback-failed')
    return `🔥 ${where}: ${version} is bad (${why}) and could not be undone.`;
  if (ending.state === 'unproven')
    return `❔ ${where}: ${version} runs, but no verdict was reached (${why}).`;
  if (ending.state === 'stopped')
    return `⛔ ${where}: ${version} did not get here (${why}); the release before it serves.`;
  if (needsPerson(ending.state)) return `❌ ${where}: ${version} failed (${why}).`;
  return `✅ ${where}: ${version} is live and verified.`;
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

function historyRow(ending: Ending, happening: Happening): string {
  const what =
    happening.restoredRelease === ''
      ? ending.state
      : `${ending.state} to release ${happening.restoredRelease}`;
  const version = `${markdownCode(happening.version)} (${markdownText(happening.commit.slice(0, 7))})`;
  return `| ${[happening.at.slice(0, 16).replace('T', ' '), version, markdownText(what), markdownCode(ending.reason), `[run](${happening.runUrl})`].join(' | ')} |`;
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
