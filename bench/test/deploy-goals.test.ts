import { expect, it } from 'vitest';
import { contestantNames } from '../deploy/contestant.ts';
import { deployGoals, type Figures, secondsMore } from '../deploy/deploy-goals.ts';
import type { FaultResult } from '../deploy/fault-results.ts';
import { faults } from '../deploy/faults.ts';

const tookOf = { workaday: 2400, kubectl: 2000, helm: 2200 };

/** We name every fault in a second, the others never in a hundred. */
function figures(change: (result: FaultResult) => Partial<FaultResult> = () => ({}), more = {}): Figures {
  const results = faults.flatMap(({ name, definite }) =>
    contestantNames.map((contestant): FaultResult => {
      const own = contestant === 'workaday';
      const time = own ? 1 : 100;
      const result: FaultResult = {
        ...{ fault: name, definite, contestant, refused: false, seen: 1, exitCode: 1, took: 120, serving: 3 },
        named: { ever: own, afterStart: time + 1, afterFault: time },
        ...(own ? { verdict: 2, patched: 0.1 } : {}),
      };
      return { ...result, ...change(result) };
    }),
  );
  const good = contestantNames.flatMap((contestant) =>
    [1, 2, 3].map((round) => ({ contestant, round, milliseconds: tookOf[contestant] + 10 * round })),
  );
  const counted = contestantNames.map((contestant) => ({ contestant, requests: 40, connections: 1 }));
  return { good, counted, faults: results, bundle: { bytes: 1_900_000 }, start: 200, ...more };
}

const unmet = (all: Figures) =>
  deployGoals(all)
    .filter(({ met }) => !met)
    .map(({ name }) => name);
const ours = (change: Partial<FaultResult>, fault = 'OOM') =>
  figures((result) => (result.contestant === 'workaday' && result.fault === fault ? change : {}));

it('are met by figures that meet them', () => expect(unmet(figures())).toEqual([]));

it.each<[string, Figures, string[]]>([
  [
    'a fault that is named late',
    ours({ named: { ever: true, afterStart: 17, afterFault: 16 } }),
    [
      'definite faults: most seconds until the cause is named',
      'definite faults: least times sooner named than by kubectl',
      'definite faults: least times sooner named than by helm',
    ],
  ],
  [
    'a fault that is never named',
    ours({ named: { ever: false, afterStart: 121, afterFault: 120 } }),
    [
      'definite faults: most seconds until the cause is named',
      'definite faults: least times sooner named than by kubectl',
      'definite faults: least times sooner named than by helm',
      'faults whose cause is not named',
    ],
  ],
  ['a late verdict', ours({ verdict: 15.1 }), ['definite faults: most seconds until the verdict']],
  ['a fault that ends green', ours({ exitCode: 0 }, 'bad probe'), ['faults that ended green']],
  ['late patches', ours({ patched: 2.1 }), ['rollback patches: most seconds after the verdict']],
  ['a big bundle', figures(undefined, { bundle: { bytes: 2_000_001 } }), ['bundle bytes']],
  ['a slow start', figures(undefined, { start: 301 }), ['start: seconds until a wrong input is refused']],
  [
    'several connections, and requests that nobody counted',
    figures(undefined, { counted: [] }),
    ['connections of one deploy of ten objects', 'requests of one deploy of ten objects'],
  ],
])('say what is not met: %s', (_, measured, names) => expect(unmet(measured)).toEqual(names));

function without(...keys: (keyof FaultResult)[]) {
  return (all: Figures, fault = 'OOM'): Figures => {
    for (const result of all.faults)
      if (result.contestant === 'workaday' && result.fault === fault)
        for (const key of keys) delete result[key];
    return all;
  };
}

it('want the old version to serve, and the patches to have a time', () => {
  expect(unmet(without('serving')(figures()))).toEqual(['faults after which the old version does not serve']);
  expect(unmet(without('patched')(figures()))).toEqual(['rollback patches: faults without a time']);
});

it('ask neither of a release that was refused', () => {
  const refused = without('serving', 'patched')(ours({ refused: true }));
  expect(unmet(refused)).toEqual([]);
});

it('ask no time of a fault that may heal', () => {
  const slow = { verdict: 100, named: { ever: true, afterStart: 101, afterFault: 100 } };
  expect(unmet(ours(slow, 'unschedulable'))).toEqual([]);
});

it('say that another was nearly as soon', () => {
  const soon = figures(({ contestant, fault }) =>
    contestant === 'kubectl' && fault === 'admission'
      ? { named: { ever: true, afterStart: 1, afterFault: -0.2 } }
      : {},
  );
  const goal = deployGoals(soon).find(({ name }) => name.endsWith('by kubectl'));
  expect(goal).toMatchObject({ value: 0.1, met: false });
});

it('take the median of the differences within a round', () => {
  const runs = [2000, 2100, 9000].flatMap((milliseconds, round) => [
    { contestant: 'workaday' as const, round, milliseconds: milliseconds + 100 * (round + 1) },
    { contestant: 'kubectl' as const, round, milliseconds },
  ]);
  expect(secondsMore(runs, 'kubectl')).toBeCloseTo(0.2);
  expect(secondsMore(runs, 'helm')).toBeUndefined();
});
