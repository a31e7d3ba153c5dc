import { resolveSmoke } from '@workaday/core';
import { fastRule, releaseRule } from '@workaday/probe';
import { expect, test } from 'vitest';
import { paceWarning, ruleFor, ruleForRestored } from '../src/rules.ts';

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
