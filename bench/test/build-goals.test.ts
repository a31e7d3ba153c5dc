import { expect, it } from 'vitest';
import { buildGoals, type Figures, timesOurs } from '../build/build-goals.ts';
import { cases } from '../build/cases.ts';
import { contestantNames } from '../build/contestant.ts';
import { distances } from '../build/distance.ts';
import type { Result } from '../build/results.ts';

type Changed = Partial<Pick<Result, 'distance' | 'case' | 'contestant'>> & {
  median?: number;
  dockerCalls?: number;
  requests?: Result['requests'];
};

const parts = ['distance', 'case', 'contestant'] as const;

/** Everything takes us one second and the others six, but what is said otherwise. */
function figures(changed: readonly Changed[] = [], more: Partial<Figures> = {}): Figures {
  const results = distances.flatMap((distance) =>
    cases.flatMap(({ name }) =>
      contestantNames.map((contestant): Result => {
        const result = { distance, case: name, contestant };
        const isMeant = (one: Changed) =>
          parts.every((part) => one[part] === undefined || one[part] === result[part]);
        const { median = contestant === 'workaday' ? 1000 : 6000, ...rest } = changed.find(isMeant) ?? {};
        const time = { median, minimum: 1, runs: 1 };
        return { ...result, dockerCalls: 0, requests: { all: 9, perImage: 5 }, ...rest, time };
      }),
    ),
  );
  const bundle = { bytes: 900_000, foreign: [] };
  return { results, bundle, filesLeft: 0, wrong: [], unserved: [], ...more };
}

const unmet = (all: Figures) => buildGoals(all).filter((goal) => !goal.met);

it('are met by figures that meet them', () => expect(unmet(figures())).toEqual([]));

const ours = { contestant: 'workaday' } as const;
it.each<[string, Changed, number]>([
  [
    'unchanged, registry at hand: times faster than the glue',
    { contestant: 'the glue', case: 'unchanged', distance: 'at hand', median: 4990 },
    4.99,
  ],
  [
    'unchanged, registry 50 ms away: times faster than the glue',
    { contestant: 'the glue', case: 'unchanged', distance: '50 ms away', median: 4990 },
    4.99,
  ],
  [
    'cold, registry at hand: seconds more than side by side',
    { ...ours, case: 'cold', distance: 'at hand', median: 7510 },
    1.51,
  ],
  [
    'cold, registry 50 ms away: seconds more than the glue',
    { contestant: 'the glue', case: 'cold', distance: '50 ms away', median: -510 },
    1.51,
  ],
  ['unchanged: calls of docker', { ...ours, case: 'unchanged, warm builder', dockerCalls: 1 }, 1],
  [
    'unchanged: requests to registries for one image',
    { ...ours, case: 'unchanged', requests: { all: 11, perImage: 11 } },
    11,
  ],
  [
    'unchanged: requests to registries in all',
    { ...ours, case: 'unchanged', requests: { all: 21, perImage: 9 } },
    21,
  ],
])('says that %s is not met', (name, changed, value) => {
  expect(unmet(figures([changed])).find((goal) => goal.name === name)).toMatchObject({ value, met: false });
});

it.each<[string, Partial<Figures>]>([
  ['bundle bytes', { bundle: { bytes: 1_000_001, foreign: [] } }],
  ['installed at run time: modules that Node does not have', { bundle: { bytes: 1, foreign: ['undici'] } }],
  ['installed at run time: files left behind', { filesLeft: 1 }],
  ['services built or reused against expectation', { wrong: ['built web'] }],
  ['digests that the registry does not serve', { unserved: ['web'] }],
])('says that %s is not met', (name, more) => {
  expect(unmet(figures([], more)).map((goal) => goal.name)).toEqual([name]);
});

it('ask nothing of what is built, or of the others', () => {
  const busy = { dockerCalls: 9, requests: { all: 99, perImage: 99 } };
  const changed = [
    { ...busy, ...ours, case: 'cold' as const },
    { ...busy, contestant: 'the glue' as const },
  ];
  expect(unmet(figures(changed))).toEqual([]);
});

it('tell how many times ours another takes, in the same case', () => {
  const { results } = figures([{ contestant: 'the glue', case: 'cold', distance: 'at hand', median: 2500 }]);
  expect(results.slice(0, 3).map((result) => timesOurs(results, result))).toEqual([1, 2.5, 6]);
});
