import { atMost, counted, type Goal } from '../measure/goals.ts';
import { type Machine, machineLine } from '../measure/machine.ts';
import { goalTable, table } from '../measure/table.ts';
import type { Run } from './runs.ts';

export interface Report {
  date: string;
  machine: Machine;
  runs: readonly Run[];
  goals: readonly Goal[];
}

/** Settling (30 s), nine rounds (40 s), and a way back of a few seconds. */
const mostBadTraffic = 90;

export function smokeGoals(runs: readonly Run[]): Goal[] {
  const ours = runs.filter(({ contestant }) => contestant === 'workaday');
  return [
    atMost(
      'bad releases that were not undone',
      ours.filter(({ outcome }) => outcome !== 'rolled-back').length,
      0,
    ),
    atMost(
      'seconds of bad traffic, at most',
      Math.max(...ours.map(({ badTraffic }) => badTraffic)),
      mostBadTraffic,
    ),
    ...ours.map(({ kind, badTraffic }) => counted(`seconds of bad traffic: ${kind}`, badTraffic)),
  ];
}

/** The whole report as Markdown that a terminal shows as well. */
export function reportText({ date, machine, runs, goals }: Report): string {
  return [
    `## smoke\n\n${date} on ${machineLine(machine)}`,
    goalTable(goals),
    '### A bad release after a good one, under the eyes of a user who reloads 20 times a second',
    table(
      ['bad release', 'contestant', 'bad traffic', 'whole job', 'bad answers', 'of', 'ended'],
      runs.map(({ kind, contestant, badTraffic, whole, failed, requests, outcome }) => [
        kind,
        contestant,
        `${badTraffic.toFixed(1)} s`,
        `${whole.toFixed(1)} s`,
        String(failed),
        String(requests),
        outcome,
      ]),
    ),
    'Ours has its default pace: 30 s to settle, a round every 5 s, and a rollback when chance does not explain the failures any more. ' +
      'The loop asks ten times, 5 s apart, takes one good answer for enough, and undoes the Deployment alone. How often either is wrong is measured in `verdict`.',
  ].join('\n\n');
}
