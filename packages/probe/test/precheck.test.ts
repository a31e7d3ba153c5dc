import { expect, test } from 'vitest';
import type { Evidence, ObservationClass, Round } from '../src/evidence.ts';
import { precheckResult } from '../src/precheck.ts';

const seen = (check: string, kind: ObservationClass) => ({ check, class: kind, target: 'x', ms: 1 });
const round = (outside: [string, ObservationClass][], inside: [string, ObservationClass][]): Round => ({
  number: 1,
  at: 0,
  vantages: [
    { vantage: 'outside', observations: outside.map(([check, kind]) => seen(check, kind)) },
    { vantage: 'inside', observations: inside.map(([check, kind]) => seen(check, kind)) },
  ],
});
const result = (rounds: Round[]) =>
  precheckResult({ format: 1, release: 1, checks: ['a', 'b', 'c'], brokenBefore: [], rounds } as Evidence);

test('broken is what failed whenever it was asked, at every vantage', () => {
  const once = round(
    [
      ['a', 'assertion'],
      ['b', 'timeout'],
    ],
    [
      ['a', 'assertion'],
      ['b', 'pass'],
      ['c', 'void'],
    ],
  );
  expect(result([once, once, once])).toEqual({ a: 'broken', b: 'ok' });
});

test('one pass in three rounds is not broken', () => {
  const bad = round([['a', 'assertion']], [['a', 'assertion']]);
  expect(result([bad, round([['a', 'pass']], [['a', 'assertion']]), bad])).toEqual({ a: 'ok' });
});

test('rounds that do not count and vantages that abstain say nothing', () => {
  const bad = round([['a', 'assertion']], []);
  expect(result([{ ...bad, void: 'old pods' }])).toEqual({});
  expect(
    result([{ ...bad, vantages: bad.vantages.map((vantage) => ({ ...vantage, abstains: 'no URL' })) }]),
  ).toEqual({});
});
