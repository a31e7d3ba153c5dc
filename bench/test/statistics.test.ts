import fc from 'fast-check';
import { expect, it } from 'vitest';
import { median, timingOf } from '../measure/statistics.ts';

it.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 3, 2], 2.5],
  [[100, 2, 2, 2], 2],
])('the median of %j is %d', (values, expected) => expect(median(values)).toBe(expected));

it('has no median of nothing', () => expect(() => median([])).toThrow('no values'));

it('as many values lie below the median as above', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const middle = median(values);
      const below = values.filter((value) => value < middle).length;
      const above = values.filter((value) => value > middle).length;
      expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
    }),
  );
});

it('sums up runs', () => {
  expect(timingOf([30.004, 10.006, 20])).toEqual({ median: 20, minimum: 10.01, runs: 3 });
});
