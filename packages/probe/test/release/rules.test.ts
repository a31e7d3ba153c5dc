import { resolveSmoke } from '@workaday/core';
import { expect, test } from 'vitest';
import { fastRule, judge, type Round, releaseRule } from '../../src/index.ts';
import { paceWarning, ruleFor, ruleForRestored } from '../../src/release/rules.ts';

test('without configuration, the rule is the one that was measured', () => {
  expect(ruleFor(resolveSmoke({}))).toEqual(releaseRule);
  expect(ruleFor(resolveSmoke({ rule: 'fast' }))).toEqual(fastRule);
});

test('the configuration says how long', () => {
  expect(ruleFor(resolveSmoke({ clean: 5, limit: '2m' }))).toMatchObject({ clean: 5, voting: 120_000 });
  expect(ruleForRestored(resolveSmoke({ clean: 5, rule: 'fast' }))).toMatchObject({
    clean: 3,
    r: fastRule.r,
  });
});

test('a hurried pace is told of', () => {
  expect(paceWarning(resolveSmoke({}))).toBeUndefined();
  expect(paceWarning(resolveSmoke({ interval: '1s' }))).toMatch(/every 1.0s, .* 5 times as short/);
});

test('who watches for longer sees a failure that begins later', () => {
  const clean = 60;
  const rule = ruleFor(resolveSmoke({ clean, limit: '15m' }));
  expect(rule.late.rounds).toBe(clean);
  const verdictAfter = (good: number, bad: number) =>
    judge({ ...evidence, rule, rounds: roundsLike('pass', good).concat(roundsLike('assertion', bad, good)) })
      .verdict;
  expect(verdictAfter(40, 60)).toBe('rollback');
  expect(verdictAfter(40, 20)).toBe('continue');
});

const evidence = { format: 2, release: 1, checks: ['home'], brokenBefore: [] } as const;

function roundsLike(kind: 'pass' | 'assertion', count: number, from = 0): Round[] {
  const failed = kind === 'pass' ? 0 : 1;
  return Array.from({ length: count }, (_, index) => ({
    number: from + index + 1,
    at: (from + index) * 5000,
    vantages: ['outside', 'inside'].map((vantage) => ({
      vantage,
      observations: [{ check: 'home', class: kind, target: 'x', ms: 1, asked: 1, failed }],
    })),
  }));
}
