import { formatDuration, markdownCode, markdownText, summary } from '@workaday/core';
import type { Release } from '@workaday/kubernetes';
import { type Evidence, failureText, lastFailures, markOf } from '@workaday/probe';
import { evidenceChart, stripLegend, strips } from './picture.ts';
import type { Setting } from './setting.ts';

const { advice, details, document, evidence: raw, heading, list, moves, table } = summary;

const deployNext = 'The deploy comes next, whatever this says.';

export interface SummaryParts {
  icon: string;
  /** `verified`, `rolled back to release 3`, … */
  title: string;
  message: string;
  next?: string | undefined;
  evidence?: Evidence | undefined;
  /** Rounds of the release that came back. */
  restored?: Evidence | undefined;
  diagnosis?: string | undefined;
}

/** The summary of a release that was judged. */
export function releaseSummary(setting: Setting, release: Release, parts: SummaryParts): string {
  const { place } = setting;
  const name = `${place.app} ${release.version} in ${place.environment}`;
  return document([
    heading(3, `${parts.icon} ${markdownText(name)}: ${markdownText(parts.title)}`),
    `Release ${release.number}: ${markdownText(parts.message)}.\n`,
    parts.next !== undefined && advice(parts.next),
    parts.evidence && failures(parts.evidence),
    parts.evidence && pictures(parts.evidence),
    parts.evidence && rounds('Rounds', parts.evidence),
    parts.restored && rounds('Rounds of the restored release', parts.restored),
    parts.diagnosis !== undefined &&
      parts.diagnosis !== '' &&
      raw('Events and last log lines', parts.diagnosis),
  ]);
}

export function precheckSummary(setting: Setting, evidence: Evidence, message: string): string {
  return document([
    heading(3, `🔎 ${markdownText(setting.place.app)} before the deploy`),
    `${markdownText(message)}.\n`,
    moves(deployNext),
    failures(evidence),
    rounds('Rounds', evidence),
  ]);
}

export function skippedSummary(setting: Setting, message: string): string {
  return document([
    heading(3, `🔎 ${markdownText(setting.place.app)} before the deploy`),
    `${markdownText(message)}.\n`,
    moves(deployNext),
  ]);
}

function failures(evidence: Evidence): string | undefined {
  const found = lastFailures(evidence).slice(0, 10);
  if (found.length === 0) return undefined;
  const rows = found.map(({ vantage, observation }) => [
    markdownText(vantage),
    markdownText(observation.check),
    markdownText(observation.target),
    markdownCode(observation.expected ?? ''),
    markdownCode(
      `${observation.class === 'assertion' ? '' : `${observation.class}: `}${observation.got ?? ''}`,
    ),
  ]);
  return table(['vantage', 'check', 'asked', 'expected', 'got'], rows);
}

/** Rounds × vantages at one glance, and how near the evidence came to a rollback. */
function pictures(evidence: Evidence): string | undefined {
  if (evidence.rounds.length === 0) return undefined;
  const seen = `${table(['vantage', 'rounds'], strips(evidence))}\n${stripLegend}\n`;
  const found = evidenceChart(evidence);
  if (found === undefined) return seen;
  return `${seen}\nEvidence against ${markdownCode(found.check)} (${found.legend}):\n\n${found.chart}\n`;
}

/** ✓ good, ✗ bad, ! only what failed before already, – no vote; the reasons below. */
function rounds(title: string, evidence: Evidence): string | undefined {
  const [first] = evidence.rounds;
  if (first === undefined) return undefined;
  const names = first.vantages.map(({ vantage }) => vantage);
  const rows = evidence.rounds.map((round) => [
    String(round.number),
    formatDuration(round.at),
    ...round.vantages.map((vantage) => markOf(round, vantage, evidence)),
  ]);
  const reasons = silences(evidence);
  return [
    details(`${title}: ${evidence.rounds.length}`, table(['round', 'after', ...names], rows)),
    reasons.length > 0 ? list(reasons.map(markdownText)) : '',
  ].join('\n');
}

/** Why a vantage, or a whole round, had no vote; each reason once. */
export function silences(evidence: Evidence): string[] {
  const found = evidence.rounds.flatMap((round) => [
    ...(round.void === undefined ? [] : [`rounds that do not count: ${round.void}`]),
    ...(round.control === undefined
      ? []
      : [`failures that do not count, while a dependency is away: ${round.control}`]),
    ...round.vantages.flatMap(({ vantage, abstains }) =>
      abstains === undefined ? [] : [`${vantage} has no vote: ${abstains}`],
    ),
  ]);
  return [...new Set(found)];
}

/** The failure that tells most, for an annotation. */
export function firstFailure(evidence: Evidence | undefined): string | undefined {
  const [last] = evidence === undefined ? [] : lastFailures(evidence);
  return last && `${last.vantage}: ${failureText(last.observation)}`;
}
