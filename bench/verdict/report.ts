import type { Goal } from '../measure/goals.ts';
import { rounded } from '../measure/statistics.ts';
import { goalTable, table } from '../measure/table.ts';
import { clopperPearson } from './clopper-pearson.ts';
import type { Row } from './measure.ts';
import { per10k, quantile } from './series.ts';

export interface Report {
  date: string;
  machine: string;
  rows: readonly Row[];
  goals: readonly Goal[];
}

/** A section of RESULTS.md. */
export function reportText({ date, machine, rows, goals }: Report): string {
  const noise = rows.filter((row) => row.scenario.startsWith('quiet'));
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))].filter(
    (name) => !name.startsWith('quiet'),
  );
  return [
    '## verdict',
    `${date} on ${machine}. Simulated on a virtual clock: the judge is the product's own, the noise is a model.`,
    goalTable(goals),
    '### Good deployments, by noise',
    'Per 10,000, with the exact 95 % interval. The other rules are families with usual numbers, asked from outside only, on the same traces and after the same 30 s.',
    table(
      ['rule', 'noise', 'bursts', 'deployments', 'rolled back', '95 %', 'no verdict', 'probes'],
      noise.map(({ contestant, level, law, series }) => [
        contestant,
        `× ${level}`,
        law,
        String(series.deployments),
        ...share(series.rolledBack, series.deployments),
        String(rounded(per10k(series.inconclusive, series.deployments))),
        String(series.probes),
      ]),
    ),
    '### Everything else',
    'Of a good release, `rolled back` is what is wrong; of a bad one, `kept`. Seconds of voting, from 30 s after the rollout.',
    ...scenarios.map((scenario) => scenarioTable(rows.filter((row) => row.scenario === scenario))),
  ].join('\n\n');
}

function scenarioTable(rows: readonly Row[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const head = [
    `${first.isGood ? 'good' : 'bad'}: ${first.scenario}`,
    first.isGood ? 'rolled back' : 'kept',
    '95 %',
    'no verdict',
    'median s',
    '95 % within s',
    'probes',
  ];
  const body = rows.map(({ contestant, series, isGood }) => {
    const times = isGood ? series.keepTimes : series.rollbackTimes;
    return [
      contestant,
      ...share(isGood ? series.rolledBack : series.kept, series.deployments),
      String(rounded(per10k(series.inconclusive, series.deployments))),
      shown(quantile(times, 0.5)),
      shown(quantile(times, 0.95)),
      String(series.probes),
    ];
  });
  return table(head, body);
}

function share(hits: number, trials: number): [string, string] {
  const [low, high] = clopperPearson(hits, trials);
  const per = (value: number) => (value * 10_000).toFixed(2);
  return [String(rounded(per10k(hits, trials))), `${per(low)} to ${per(high)}`];
}

const shown = (seconds: number | undefined) => (seconds === undefined ? '–' : String(rounded(seconds)));
