import { describe, expect, test } from 'vitest';
import { brokenBefore, confirmed, type Prechecks, precheckResult } from '../../src/judge/precheck.ts';
import { evidenceOf, given, rounds } from '../rounds.ts';

describe('the precheck', () => {
  test.each([
    ['good everywhere', 'gggggg', 'gggggg', { outside: 'ok', inside: 'ok' }],
    ['two bad rounds are a hiccup', 'bbgggg', 'gggggg', { outside: 'ok', inside: 'ok' }],
    ['three bad rounds at one vantage', 'bgbgbg', 'gggggg', { outside: 'broken', inside: 'ok' }],
    ['bad everywhere', 'bbbbbb', 'tttttt', { outside: 'broken', inside: 'broken' }],
    ['a vantage that abstains says nothing', '------', 'gggggg', { inside: 'ok' }],
    ['void answers say nothing', 'vvvvvv', 'gggggg', { inside: 'ok' }],
  ] as const)('%s', (_name, outside, inside, expected) => {
    expect(precheckResult(given(outside, inside))).toEqual({ home: expected });
  });

  test('rounds that do not count say nothing', () => {
    expect(precheckResult(evidenceOf(rounds('bbbbbb', 'bbbbbb', { void: 'old pods' })))).toEqual({});
  });
});

describe('a second precheck', () => {
  const first: Prechecks = { home: { outside: 'broken', inside: 'broken' }, api: { inside: 'ok' } };
  test('silences what it finds broken again, and nothing that passed once', () => {
    const second: Prechecks = { home: { outside: 'ok', inside: 'broken' }, api: { inside: 'broken' } };
    expect(brokenBefore(confirmed(first, second))).toEqual([{ check: 'home', vantage: 'inside' }]);
  });
  test('that could not ask leaves the first as it is', () => {
    expect(brokenBefore(confirmed(first, {}))).toHaveLength(2);
  });
});

test('what an older version wrote into the ledger silences nothing', () => {
  expect(brokenBefore({ home: 'broken' } as unknown as Prechecks)).toEqual([]);
});
