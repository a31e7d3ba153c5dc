import { formatDuration, markdownText, summary } from '@workaday/core';
import type { AppPlace, Release, Way } from '@workaday/kubernetes';
import { type AskedRelease, type Evidence, lastFailures, markOf } from '@workaday/probe';
import type { RollbackReport } from './contract.ts';
import type { Job } from './run.ts';

const { advice, details, document, heading, table } = summary;

export function nothingReport({ app, environment }: AppPlace, why: string): RollbackReport {
  return {
    outcome: 'nothing-to-do',
    reason: 'ok',
    message: `nothing was rolled back: ${why}`,
    outputs: {},
    summary: document([
      heading(3, `⏪ ${markdownText(app)} in ${markdownText(environment)}: nothing to do`),
      `${markdownText(why)}.\n`,
      summary.moves(
        'To go back further, start the form again and name the release. Where deploys are stopped, the form lock (command unlock) ends that.',
      ),
    ]),
  };
}

export function dryRunReport({ app, environment }: AppPlace, { from, to }: Way): RollbackReport {
  const message = `${nameOf(from)} would be rolled back to ${nameOf(to)}`;
  return {
    outcome: 'nothing-to-do',
    reason: 'dry-run',
    message,
    outputs: {},
    summary: document([
      heading(3, `📝 ${markdownText(app)} in ${markdownText(environment)}: dry run`),
      `${markdownText(message)}.\n`,
      summary.moves('Nothing was changed; the same without `dry-run` does it.'),
    ]),
  };
}

interface Ended {
  proven: boolean;
  /** What the short smoke test says. */
  judged: string;
  /** Milliseconds. */
  took: number;
  asked: AskedRelease;
}

export function rolledBackReport(job: Job, way: Way, { proven, judged, took, asked }: Ended): RollbackReport {
  const { order, inputs } = job;
  const { from, to } = way;
  const message = `${nameOf(to)} serves again after ${formatDuration(took)}, ${order.by} went back from ${nameOf(from)}: ${inputs.reason} (${judged})`;
  const title = `rolled back to ${nameOf(to)}`;
  return {
    outcome: 'rolled-back',
    reason: proven ? 'ok' : 'unproven',
    message,
    outputs: { release: String(from.number), 'restored-release': String(to.number) },
    annotations: proven
      ? []
      : [{ level: 'warning', title: 'Rollback: not proven', message: `${message}. Look whether it works.` }],
    summary: document([
      heading(3, `⏪ ${placeName(job)}: ${markdownText(title)}`),
      `${markdownText(message)}.\n`,
      advice(nextOf(job, from)),
      rounds(asked.evidence),
    ]),
  };
}

function nextOf({ inputs, order }: Job, { commit }: Release): string {
  const { app } = order.setting.place;
  if (inputs.freeze === 0)
    return 'Nothing is frozen: the next merge is deployed. Repair or revert the cause before it.';
  return `Merge a revert of ${commit.slice(0, 12)}, which passes the freeze, or a repair and then unlock ${app}. Until then, or for ${formatDuration(inputs.freeze)}, merges are not deployed.`;
}

interface Failed {
  reason: 'restore-failed' | 'restored-bad';
  why: string;
  asked: AskedRelease | undefined;
}

export function failedReport(job: Job, { from, to }: Way, { reason, why, asked }: Failed): RollbackReport {
  const sentence =
    reason === 'restore-failed'
      ? `${nameOf(to)} could not be restored: ${why}`
      : `${nameOf(to)} is restored and fails too: ${why}`;
  const next =
    'A person is needed now: look at the pods and at what the app depends on. Nothing more is undone by itself.';
  return {
    outcome: 'rollback-failed',
    reason,
    message: sentence,
    outputs: { release: String(from.number) },
    annotations: [{ level: 'error', title: 'Rollback failed', message: `${sentence}\n${next}` }],
    summary: document([
      heading(3, `🔥 ${placeName(job)}: rollback failed`),
      `${markdownText(sentence)}.\n`,
      advice(next),
      asked && failures(asked.evidence),
      asked && rounds(asked.evidence),
    ]),
  };
}

function failures(evidence: Evidence): string | undefined {
  const rows = lastFailures(evidence).map(({ vantage, observation }) => [
    markdownText(vantage),
    markdownText(observation.check),
    markdownText(observation.expected ?? ''),
    markdownText(observation.got ?? ''),
  ]);
  return rows.length === 0 ? undefined : table(['vantage', 'check', 'expected', 'got'], rows);
}

function rounds(evidence: Evidence): string | undefined {
  const [first] = evidence.rounds;
  if (first === undefined) return undefined;
  const rows = evidence.rounds.map((round) => [
    formatDuration(round.at),
    ...round.vantages.map((vantage) => markOf(round, vantage, evidence)),
  ]);
  const head = ['after', ...first.vantages.map(({ vantage }) => vantage)];
  return details(`Rounds: ${evidence.rounds.length}`, table(head, rows));
}

function placeName({ order }: Job): string {
  const { app, environment } = order.setting.place;
  return markdownText(`${app} in ${environment}`);
}

function nameOf({ number, version }: Release): string {
  return `release ${number} (${version})`;
}
