import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { begin, bet, factor, wealthOf } from '../../src/judge/e-process.ts';
import { fastRule, type Rule, releaseRule } from '../../src/judge/rule.ts';

const rules = fc.constantFrom(releaseRule, fastRule);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const past = fc.array(fc.boolean(), { maxLength: 40 });

const after = (rounds: readonly boolean[], rule: Rule) =>
  rounds.reduce((process, failed) => bet(process, failed, rule), begin(rule));

describe('a test supermartingale: with any true rate at or below what the rule allows,', () => {
  test('no factor is expected to be above 1', () => {
    fc.assert(
      fc.property(rules, share, share, fc.boolean(), (rule, q, part, failedBefore) => {
        const p = part * (failedBefore ? rule.r : rule.a);
        const expected =
          p * factor(q, true, failedBefore, rule) + (1 - p) * factor(q, false, failedBefore, rule);
        expect(expected).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  test('the wealth is not expected to grow, whatever was seen before', () => {
    fc.assert(
      fc.property(rules, past, share, (rule, rounds, part) => {
        const now = after(rounds, rule);
        const p = part * (now.failed ? rule.r : rule.a);
        const next = p * wealthOf(bet(now, true, rule)) + (1 - p) * wealthOf(bet(now, false, rule));
        expect(next).toBeLessThanOrEqual(wealthOf(now) * (1 + 1e-9));
      }),
    );
  });
});

test('it begins with 1 and is never below 0', () => {
  fc.assert(
    fc.property(rules, past, (rule, rounds) => {
      expect(wealthOf(begin(rule))).toBe(1);
      expect(wealthOf(after(rounds, rule))).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('a failed round instead of none never lowers it by more than the rule allows a good release', () => {
  fc.assert(
    fc.property(rules, past, (rule, rounds) => {
      const now = after(rounds, rule);
      expect(wealthOf(bet(now, true, rule))).toBeGreaterThanOrEqual(wealthOf(now) * (1 - 1e-9));
      expect(wealthOf(bet(now, false, rule))).toBeLessThanOrEqual(wealthOf(now) * (1 + 1e-9));
    }),
  );
});

test('half a year of clean rounds can be followed by a number', () => {
  const rounds = Array.from({ length: 5000 }, () => false);
  expect(wealthOf(after([...rounds, ...rounds.map(() => true)], releaseRule))).toBeGreaterThan(0);
});
