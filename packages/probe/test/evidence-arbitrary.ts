import fc from 'fast-check';
import type { Evidence, Observation, Round, VantageRound } from '../src/evidence.ts';
import { fastRule, releaseRule, restoredRule } from '../src/judge/rule.ts';
import { seen } from './rounds.ts';

export const checkNames = ['home', 'api', 'login'] as const;
const classes = ['pass', 'pass', 'pass', 'assertion', 'timeout', 'connect', 'void'] as const;

const observation = fc
  .tuple(fc.constantFrom(...checkNames), fc.constantFrom(...classes))
  .map(([check, kind]) => seen(check, kind));

const vantageRound = (vantage: string): fc.Arbitrary<VantageRound> =>
  fc
    .tuple(
      fc.uniqueArray(observation, { maxLength: 3, selector: ({ check }: Observation) => check }),
      fc.integer({ min: 0, max: 9 }),
    )
    .map(([observations, odds]) => ({
      vantage,
      ...(odds === 0 ? { abstains: 'no way to ask' } : {}),
      observations,
    }));

const mixed = (number: number): fc.Arbitrary<Round> =>
  fc
    .tuple(vantageRound('outside'), vantageRound('inside'), fc.integer({ min: 0, max: 9 }))
    .map(([outside, inside, odds]) => ({
      number,
      at: number * 5000,
      ...(odds === 0 ? { void: 'old pods' } : {}),
      ...(odds === 1 ? { control: 'the database is away' } : {}),
      vantages: [outside, inside],
    }));

/** Rounds in which everything passes or fails, so that verdicts are not too rare to be tested. */
const uniform = (number: number, kind: 'pass' | 'assertion'): Round => ({
  number,
  at: number * 5000,
  vantages: ['outside', 'inside'].map((vantage) => ({
    vantage,
    observations: checkNames.map((check) => seen(check, kind)),
  })),
});

function roundOf(kind: number, number: number): fc.Arbitrary<Round> {
  if (kind === 0) return mixed(number);
  return fc.constant(uniform(number, kind < 4 ? 'pass' : 'assertion'));
}

const broken = fc.subarray(
  checkNames.flatMap((check) => ['outside', 'inside'].map((vantage) => ({ check, vantage }))),
);

/** Rounds come in stretches of a kind: that is what verdicts are made of. */
const kinds = fc
  .array(fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 12 })), { maxLength: 6 })
  .map((stretches) => stretches.flatMap(([kind, length]) => Array.from({ length }, () => kind)));

export const evidence: fc.Arbitrary<Evidence> = fc
  .tuple(
    kinds,
    fc.oneof({ arbitrary: fc.constant([]), weight: 2 }, broken),
    fc.constantFrom(releaseRule, fastRule, restoredRule),
    fc.option(fc.constant('the time for it was over'), { nil: undefined }),
  )
  .chain(([sequence, brokenBefore, rule, ended]) =>
    fc.tuple(...sequence.map((kind, index) => roundOf(kind, index + 1))).map(
      (rounds): Evidence => ({
        format: 2,
        release: 7,
        rule,
        checks: checkNames,
        brokenBefore,
        rounds: rounds as Round[],
        ...(ended === undefined ? {} : { ended }),
      }),
    ),
  );
