import { atMost, counted, exactly, type Goal } from '../measure/goals.ts';
import { type Machine, machineLine } from '../measure/machine.ts';
import { median } from '../measure/statistics.ts';
import { goalTable, table } from '../measure/table.ts';
import { contestantNames } from './contestant.ts';
import type { Run } from './runs.ts';

export interface Report {
  date: string;
  machine: Machine;
  /** Versions of what builds the images. */
  docker: string;
  runs: readonly Run[];
  goals: readonly Goal[];
}

const mostSeconds = 60;

export function rollbackGoals(runs: readonly Run[]): Goal[] {
  const of = (name: Run['contestant']) => runs.filter(({ contestant }) => contestant === name);
  const untilGood = (name: Run['contestant']) => median(of(name).map(({ good }) => good));
  const [us, ...others] = contestantNames;
  const ours = of(us);
  return [
    exactly(
      'rollbacks that did not end well',
      ours.filter(({ outcome, good }) => outcome !== 'rolled-back' || !Number.isFinite(good)).length,
      0,
    ),
    atMost(
      'seconds from the button to the end, smoke test included, at most',
      Math.max(...ours.map(({ whole }) => whole)),
      mostSeconds,
    ),
    counted('seconds until users get good answers, median', untilGood(us)),
    ...others.map((name) => counted(`the same by ${name}, median`, untilGood(name))),
  ];
}

/** The whole report as Markdown that a terminal shows as well. */
export function reportText({ date, machine, docker, runs, goals }: Report): string {
  return [
    `## rollback\n\n${date} on ${machineLine(machine)}; ${docker}`,
    goalTable(goals),
    '### From the button to good answers, after a release that passed and is bad all the same',
    table(
      ['by', 'good answers after', 'done after', 'bad answers', 'ended'],
      runs.map(({ contestant, good, whole, failed, outcome }) => [
        contestant,
        Number.isFinite(good) ? `${good.toFixed(1)} s` : 'never',
        `${whole.toFixed(1)} s`,
        String(failed),
        outcome,
      ]),
    ),
    `### How it was measured\n\n${method}`,
  ].join('\n\n');
}

const method = `\
- Each run has a namespace of its own, with a good release and then a bad one of examples/web-service, both built from its Dockerfile and
  deployed by Workaday. The contestants take turns in every round. A user reloads the page all the time; an answer is bad when
  it says something else, or does not come in two seconds.
- Ours asks GitHub for the configuration and the role, writes the freeze, restores every object of the release, and asks it in three rounds,
  five seconds apart; so it is done some time after users are well.
- \`kubectl rollout undo\` puts the Deployment alone back, asks nobody and proves nothing.
- The old workflow again is what "Re-run jobs" on the last good run does: check its commit out, \`docker buildx build --push\` with a builder
  that was emptied before, as on a hosted runner, \`kubectl apply\` of its manifests with the new digest, and \`kubectl rollout status\`. A new
  image is one with another digest than the one that ran before: nobody has tried it. It proves nothing either.
- Not measured: waiting for a runner and starting it, which ours needs once and the old workflow for each of its jobs. Not measured of the
  old workflow either: setting up buildx and logging in, its tests, and what queues before it. In its favour, too: registry, base image and
  repository are on this machine, and the Dockerfile copies three files and installs nothing. In real life it takes longer.
- After an undo and after a re-run the next merge is free to bring the bad code back, for nothing holds it up; ours froze the app.`;
