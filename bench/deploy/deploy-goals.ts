import { atLeast, atMost, counted, exactly, type Goal } from '../measure/goals.ts';
import { median } from '../measure/statistics.ts';
import type { ContestantName } from './contestant.ts';
import { type FaultResult, pairsWith, timesSooner } from './fault-results.ts';
import type { Counted, GoodRun } from './good-rollouts.ts';

/** All that was found out. */
export interface Figures {
  good: readonly GoodRun[];
  counted: readonly Counted[];
  faults: readonly FaultResult[];
  bundle: { bytes: number };
  /** Milliseconds. */
  start: number;
}

/** The figures of issue 6. */
export function deployGoals({ good, counted: traffic, faults, bundle, start }: Figures): Goal[] {
  const ours = faults.filter(({ contestant }) => contestant === 'workaday');
  const definite = ours.filter((result) => result.definite);
  const asked = traffic.find(({ contestant }) => contestant === 'workaday');
  const patches = ours.map(({ patched }) => patched).filter((time) => time !== undefined);
  const untold = ours.filter(({ refused, patched }) => !refused && patched === undefined);
  return [
    atMost('good rollout: seconds more than kubectl', secondsMore(good, 'kubectl'), 0.5),
    atMost(
      'definite faults: most seconds until the cause is named',
      extreme(
        'max',
        definite.map(({ named }) => (named.ever ? named.afterFault : Number.NaN)),
      ),
      15,
    ),
    atMost(
      'definite faults: most seconds until the verdict',
      extreme(
        'max',
        definite.map(({ verdict }) => verdict ?? Number.NaN),
      ),
      15,
    ),
    sooner('kubectl', faults),
    sooner('helm', faults),
    exactly('faults whose cause is not named', ours.filter(({ named }) => !named.ever).length, 0),
    exactly('faults that ended green', ours.filter(({ exitCode }) => exitCode === 0).length, 0),
    exactly(
      'faults after which the old version does not serve',
      ours.filter(({ refused, serving }) => !refused && serving === undefined).length,
      0,
    ),
    atMost('rollback patches: most seconds after the verdict', extreme('max', patches), 2),
    exactly('rollback patches: faults without a time', untold.length, 0),
    atMost('bundle bytes', bundle.bytes, 2_000_000),
    atMost('start: seconds until a wrong input is refused', start / 1000, 0.3),
    exactly('connections of one deploy of ten objects', asked?.connections, 1),
    counted('requests of one deploy of ten objects', asked?.requests),
  ];
}

/** The median, over the rounds, of what we took more than another. */
export function secondsMore(runs: readonly GoodRun[], than: ContestantName): number | undefined {
  const of = (name: ContestantName) => runs.filter(({ contestant }) => contestant === name);
  const others = of(than);
  const differences = of('workaday').flatMap(({ round, milliseconds }) =>
    others
      .filter((other) => other.round === round)
      .map((other) => (milliseconds - other.milliseconds) / 1000),
  );
  return differences.length === 0 ? undefined : median(differences);
}

function sooner(than: ContestantName, faults: readonly FaultResult[]): Goal {
  const pairs = pairsWith(than, faults).filter(({ ours }) => ours.definite);
  const least = extreme(
    'min',
    pairs.map(({ ours, other }) => timesSooner(ours, other)),
  );
  return atLeast(`definite faults: least times sooner named than by ${than}`, least, 10);
}

const extreme = (which: 'min' | 'max', values: readonly number[]) =>
  values.length === 0 ? undefined : Math[which](...values);
