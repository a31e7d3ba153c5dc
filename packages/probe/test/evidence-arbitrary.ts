import fc from 'fast-check';
import type { Evidence, Observation, Round, VantageRound } from '../src/evidence.ts';

export const checkNames = ['home', 'api', 'login'] as const;
const classes = ['pass', 'pass', 'pass', 'assertion', 'timeout', 'connect', 'void'] as const;

const observation = fc.record<Observation>({
  check: fc.constantFrom(...checkNames),
  class: fc.constantFrom(...classes),
  target: fc.constantFrom('pod-a', 'pod-b'),
  ms: fc.nat(5000),
});

const vantageRound = (vantage: string): fc.Arbitrary<VantageRound> =>
  fc
    .tuple(fc.array(observation, { maxLength: 4 }), fc.integer({ min: 0, max: 9 }))
    .map(([observations, odds]) => ({
      vantage,
      ...(odds === 0 ? { abstains: 'no way to ask' } : {}),
      observations,
    }));

const round = (number: number): fc.Arbitrary<Round> =>
  fc
    .tuple(vantageRound('outside'), vantageRound('inside'), fc.integer({ min: 0, max: 9 }))
    .map(([outside, inside, odds]) => ({
      number,
      at: number * 1000,
      ...(odds === 0 ? { void: 'old pods' } : {}),
      vantages: [outside, inside],
    }));

/** Rounds that everything passes, so that a keep is not too rare to be tested. */
const clean = (number: number): Round => ({
  number,
  at: number * 1000,
  vantages: ['outside', 'inside'].map((vantage) => ({
    vantage,
    observations: checkNames.map((check) => ({ check, class: 'pass', target: 'pod-a', ms: 3 })),
  })),
});

export const evidence: fc.Arbitrary<Evidence> = fc
  .tuple(
    fc.array(fc.nat(3), { maxLength: 24 }),
    fc.subarray([...checkNames]),
    fc.option(fc.constant('the time for it was over'), { nil: undefined }),
  )
  .chain(([kinds, brokenBefore, ended]) =>
    fc
      .tuple(...kinds.map((kind, index) => (kind === 0 ? round(index + 1) : fc.constant(clean(index + 1)))))
      .map((rounds) => ({
        format: 1 as const,
        release: 7,
        checks: checkNames,
        brokenBefore,
        rounds: rounds as Round[],
        ...(ended === undefined ? {} : { ended }),
      })),
  );
