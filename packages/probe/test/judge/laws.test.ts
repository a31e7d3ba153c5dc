import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Evidence, evidenceJson, type Round } from '../../src/evidence.ts';
import { wealthOf } from '../../src/judge/e-process.ts';
import { noRounds, step } from '../../src/judge/state.ts';
import { judge, judgeState } from '../../src/judge/verdict.ts';
import { evidence } from '../evidence-arbitrary.ts';
import { rounds } from '../rounds.ts';

const stateOf = (given: Evidence) =>
  given.rounds.reduce((state, round) => step(state, round, given), noRounds);

test('the order of vantages and observations changes nothing', () => {
  const turned = (round: Round) => ({
    ...round,
    vantages: round.vantages
      .map((vantage) => ({ ...vantage, observations: vantage.observations.toReversed() }))
      .toReversed(),
  });
  fc.assert(
    fc.property(evidence, (given) => {
      const { verdict, reason } = judge({ ...given, rounds: given.rounds.map(turned) });
      expect({ verdict, reason }).toEqual({ verdict: judge(given).verdict, reason: judge(given).reason });
    }),
  );
});

test('round by round gives what the whole gives', () => {
  fc.assert(
    fc.property(evidence, (given) => {
      expect(judgeState(stateOf(given), given, given.ended)).toEqual(judge(given));
    }),
  );
});

test('the stored evidence gives the same verdict again, even cut to size', () => {
  fc.assert(
    fc.property(evidence, fc.constantFrom(0, 60_000), (given, words) => {
      expect(judge(JSON.parse(evidenceJson(given, { words, all: 900_000 })))).toEqual(judge(given));
    }),
  );
});

test('evidence that is more than an output may be is none, rather than half of it', () => {
  fc.assert(
    fc.property(evidence, (given) => {
      expect(evidenceJson(given, { words: 0, all: 10 })).toBe('');
    }),
  );
});

test('without a vote nothing is kept and nothing is rolled back', () => {
  fc.assert(
    fc.property(evidence, (given) => {
      const silent = given.rounds.map((round) => ({ ...round, void: 'old pods' }));
      expect(['inconclusive', 'continue']).toContain(judge({ ...given, rounds: silent }).verdict);
    }),
  );
});

test('a void round changes no evidence', () => {
  fc.assert(
    fc.property(evidence, (given) => {
      const [bad] = rounds('b', 'b', { void: 'old pods' }) as [Round];
      const before = stateOf(given);
      const after = step(before, bad, given);
      expect(after).toEqual({ ...before, silent: before.silent + 1 });
    }),
  );
});

test('a dependency that is away never adds to the evidence', () => {
  fc.assert(
    fc.property(evidence, (given) => {
      const away = given.rounds.map((round) => ({ ...round, control: 'the database is away' }));
      const spared = stateOf({ ...given, rounds: away }).tracks;
      for (const { process } of spared) expect(wealthOf(process)).toBeLessThanOrEqual(1);
    }),
  );
});

test('only what was good before can roll back', () => {
  fc.assert(
    fc.property(evidence, (given) => {
      const everywhere = given.checks.flatMap((check) =>
        ['outside', 'inside'].map((vantage) => ({ check, vantage })),
      );
      expect(judge({ ...given, brokenBefore: everywhere }).verdict).not.toBe('rollback');
    }),
  );
});

test('after a further bad round nothing is kept', () => {
  fc.assert(
    fc.property(evidence, (given) => {
      const [bad] = rounds('b', 'b') as [Round];
      expect(judge({ ...given, brokenBefore: [], rounds: [...given.rounds, bad] }).verdict).not.toBe('keep');
    }),
  );
});
