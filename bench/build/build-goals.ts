import { atLeast, atMost, exactly, type Goal } from '../measure/goals.ts';
import type { ContestantName } from './contestant.ts';
import { type Distance, distances } from './distance.ts';
import { services } from './example-app.ts';
import type { Result } from './results.ts';

/** All that was found out. */
export interface Figures {
  results: readonly Result[];
  bundle: { bytes: number; foreign: readonly string[] };
  /** The most that a run left in HOME and RUNNER_TEMP. */
  filesLeft: number;
  wrong: readonly string[];
  unserved: readonly string[];
}

const megabyte = 1_000_000;

/** The figures of issue 5, of medians. */
export function buildGoals({ results, bundle, filesLeft, wrong, unserved }: Figures): Goal[] {
  const unchanged = results.filter(
    (result) => result.contestant === 'workaday' && result.case.startsWith('unchanged'),
  );
  const most = (value: (result: Result) => number) => Math.max(...unchanged.map(value));
  return [
    ...distances.flatMap((distance) => timeGoals(results, distance)),
    exactly(
      'unchanged: calls of docker',
      most(({ dockerCalls }) => dockerCalls),
      0,
    ),
    atMost(
      'unchanged: requests to registries for one image',
      most(({ requests }) => requests.perImage),
      10,
    ),
    atMost(
      'unchanged: requests to registries in all',
      most(({ requests }) => requests.all),
      10 * services.length,
    ),
    atMost('bundle bytes', bundle.bytes, megabyte),
    exactly('installed at run time: modules that Node does not have', bundle.foreign.length, 0),
    exactly('installed at run time: files left behind', filesLeft, 0),
    exactly('services built or reused against expectation', wrong.length, 0),
    exactly('digests that the registry does not serve', unserved.length, 0),
  ];
}

function timeGoals(results: readonly Result[], distance: Distance): Goal[] {
  const seconds = (contestant: ContestantName) =>
    resultOf(results, { distance, case: 'cold', contestant }).time.median / 1000;
  const more = (than: ContestantName) => seconds('workaday') - seconds(than);
  const unchanged = resultOf(results, { distance, case: 'unchanged', contestant: 'the glue' });
  const where = `registry ${distance}`;
  return [
    atLeast(`unchanged, ${where}: times faster than the glue`, timesOurs(results, unchanged), 5),
    atMost(`cold, ${where}: seconds more than side by side`, more('side by side, no cache'), 1.5),
    atMost(`cold, ${where}: seconds more than the glue`, more('the glue'), 1.5),
  ];
}

type Which = Pick<Result, 'distance' | 'case' | 'contestant'>;

export function resultOf(results: readonly Result[], which: Which): Result {
  const found = results.find(
    (one) =>
      one.distance === which.distance && one.case === which.case && one.contestant === which.contestant,
  );
  if (found === undefined) throw new Error(`this was not measured: ${Object.values(which).join(', ')}`);
  return found;
}

/** How many times our median of the same case another's is. */
export function timesOurs(results: readonly Result[], other: Result): number {
  const { distance, case: name, time } = other;
  return time.median / resultOf(results, { distance, case: name, contestant: 'workaday' }).time.median;
}
