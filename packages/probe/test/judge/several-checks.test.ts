import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Evidence } from '../../src/evidence.ts';
import { bet, wealthOf } from '../../src/judge/e-process.ts';
import { releaseRule } from '../../src/judge/rule.ts';
import { noRounds, type State, step, thresholds, voters } from '../../src/judge/state.ts';
import { judge } from '../../src/judge/verdict.ts';
import { evidenceOf, roundsOf } from '../rounds.ts';

const times = (count: number, letters: string) => letters.repeat(count);
const names = (count: number) => Array.from({ length: count }, (_, index) => `check ${index}`);

/** So many checks, of which the first ones fail for so many rounds at both vantages, beside those that pass. */
function partlyDown(count: number, failing: number, length: number): Evidence {
  const checks = names(count);
  const letters = checks.map((check, index) => {
    const all = times(length, index < failing ? 'b' : 'g');
    return [check, [all, all]] as const;
  });
  return evidenceOf(roundsOf(Object.fromEntries(letters)), { checks });
}

/** Rounds until a rollback. */
function until(count: number, failing: number): number {
  for (let length = 1; length < 48; length++) {
    if (judge(partlyDown(count, failing, length)).verdict === 'rollback') return length;
  }
  return Number.POSITIVE_INFINITY;
}

test('an app that is wholly down is decided as soon with twenty checks as with one', () => {
  expect([1, 2, 5, 20].map((count) => until(count, count))).toEqual([9, 9, 9, 9]);
});

test('one check alone has to speak for all of them', () => {
  expect([1, 2, 5, 20].map((count) => until(count, 1))).toEqual([9, 11, 13, 17]);
});

test('checks that fail together help each other, and a check that passes is never accused', () => {
  expect(until(20, 10)).toBeLessThan(until(20, 1));
  const { message } = judge(partlyDown(20, 10, until(20, 10)));
  expect(message).toMatch(/^check 0 failed/);
});

const letters = fc.string({
  unit: fc.constantFrom('b', 'b', 'b', 'b', 'b', 'g'),
  minLength: 1,
  maxLength: 16,
});
const threeChecks = fc.tuple(letters, letters, letters).map((all) => {
  const length = Math.min(...all.map((one) => one.length));
  const cut = all.map(
    (one, index) => [`check ${index}`, [one.slice(0, length), one.slice(0, length)]] as const,
  );
  return evidenceOf(roundsOf(Object.fromEntries(cut)), { checks: names(3) });
});
const stateOf = (given: Evidence): State =>
  given.rounds.reduce((state, round) => step(state, round, given), noRounds);

test('no check ever needs more than one that speaks for all, nor less than a single one', () => {
  fc.assert(
    fc.property(threeChecks, (given) => {
      const limits = thresholds(stateOf(given), given);
      for (const check of given.checks) {
        expect(limits(check)).toBeGreaterThanOrEqual(1e5 ** 0.5 * (1 - 1e-9));
        expect(limits(check)).toBeLessThanOrEqual(3e5 ** 0.5 * (1 + 1e-9));
      }
    }),
  );
});

/** The mean over the checks of what both vantages say together; in the rule, the lesser of both stands for each. */
function mean(wealths: readonly (readonly number[])[]): number {
  return wealths.reduce((sum, [outside = 0, inside = 0]) => sum + outside * inside, 0) / wealths.length;
}

test('what is weighed is not expected to grow, however the checks hang together', () => {
  const chance = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(threeChecks, chance, chance, (given, outside, inside) => {
      const state = stateOf(given);
      const tracks = given.checks.map((check) => voters(state, check));
      // All checks fail together at a vantage, or none does: noise on the way hits them all.
      const worst = (place: number) =>
        Math.min(...tracks.map((both) => (both[place]?.process.failed ? releaseRule.r : releaseRule.a)));
      const after = (failed: readonly boolean[]) =>
        mean(
          tracks.map((both) =>
            both.map(({ process }, place) => wealthOf(bet(process, failed[place] ?? false, releaseRule))),
          ),
        );
      const [p, q] = [outside * worst(0), inside * worst(1)];
      const expected =
        p * q * after([true, true]) +
        p * (1 - q) * after([true, false]) +
        (1 - p) * q * after([false, true]) +
        (1 - p) * (1 - q) * after([false, false]);
      const now = mean(tracks.map((both) => both.map(({ process }) => wealthOf(process))));
      expect(expected).toBeLessThanOrEqual(now * (1 + 1e-9));
      const limits = thresholds(state, given);
      const lesser = tracks.map((both) => Math.min(...both.map(({ process }) => wealthOf(process))) ** 2);
      const over = given.checks.some((check, index) => Math.sqrt(lesser[index] ?? 0) >= limits(check));
      if (over) expect(now).toBeGreaterThanOrEqual((1 / releaseRule.alpha) * (1 - 1e-9));
    }),
  );
});
