import { expect, test } from 'vitest';
import { evidenceCurve } from '../../src/judge/curve.ts';
import { evidenceOf, given, rounds } from '../rounds.ts';

test('the curve crosses its threshold in the round that decides', () => {
  const curve = evidenceCurve(given('b'.repeat(9), 'b'.repeat(9)));
  expect(curve?.check).toBe('home');
  const over = curve?.points.map(({ values, threshold }) =>
    Object.values(values).every((value) => value >= threshold),
  );
  expect(over).toEqual([...Array.from({ length: 8 }, () => false), true]);
});

test('it is that of the check which came nearest', () => {
  const all = rounds('bbb', 'bbb', {}, 'api').map((round, index) => ({
    ...round,
    vantages: round.vantages.map((one) => ({
      ...one,
      observations: [...(rounds('ggg', 'ggg')[index]?.vantages[0]?.observations ?? []), ...one.observations],
    })),
  }));
  expect(evidenceCurve(evidenceOf(all, { checks: ['home', 'api'] }))?.check).toBe('api');
});

test('vantages without a vote have no line, and without checks there is none', () => {
  expect(evidenceCurve(given('-', 'g'))?.points[0]?.values).toEqual({ inside: expect.any(Number) });
  expect(evidenceCurve(evidenceOf([], { checks: [] }))).toBeUndefined();
});
