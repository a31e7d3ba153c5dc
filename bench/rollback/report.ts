import { atMost, counted, exactly, type Goal } from '../measure/goals.ts';
import { type Machine, machineLine } from '../measure/machine.ts';
import { median } from '../measure/statistics.ts';
import { goalTable, table } from '../measure/table.ts';
import type { Run } from './runs.ts';

export interface Report {
  date: string;
  machine: Machine;
  runs: readonly Run[];
  goals: readonly Goal[];
}

const mostSeconds = 60;

export function rollbackGoals(runs: readonly Run[]): Goal[] {
  const ours = runs.filter(({ contestant }) => contestant === 'workaday');
  const theirs = runs.filter(({ contestant }) => contestant !== 'workaday');
  return [
    exactly(
      'rollbacks that did not end well',
      ours.filter(({ outcome }) => outcome !== 'rolled-back').length,
      0,
    ),
    atMost(
      'seconds from the button to the end, smoke test included, at most',
      Math.max(...ours.map(({ whole }) => whole)),
      mostSeconds,
    ),
    counted('seconds until users get good answers, median', median(ours.map(({ good }) => good))),
    counted('the same by kubectl rollout undo, median', median(theirs.map(({ good }) => good))),
  ];
}

/** The whole report as Markdown that a terminal shows as well. */
export function reportText({ date, machine, runs, goals }: Report): string {
  return [
    `## rollback\n\n${date} on ${machineLine(machine)}`,
    goalTable(goals),
    '### From the button to good answers, after a release that passed and is bad all the same',
    table(
      ['by', 'good answers after', 'done after', 'bad answers', 'ended'],
      runs.map(({ contestant, good, whole, failed, outcome }) => [
        contestant,
        `${good.toFixed(1)} s`,
        `${whole.toFixed(1)} s`,
        String(failed),
        outcome,
      ]),
    ),
    'Ours asks GitHub for the configuration and the role, writes the freeze, restores every object of the release, and asks it in three rounds, five seconds apart. ' +
      '`kubectl rollout undo` puts the Deployment alone back, asks nobody and proves nothing. Starting a runner is not measured; neither is a third way, running an old workflow again.',
  ].join('\n\n');
}
