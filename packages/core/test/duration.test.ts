import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../src/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['250ms', 250],
    ['1.5s', 1500],
    ['0s', 0],
    ['1d', 86_400_000],
    ['1m1s', 61_000],
  ])('%s is %i ms', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  it.each(['', '5', 's', '-5s', '5 s', '5S', '5m ', '1h-30m', '5m\n', '1e3s', '.5s', '5.s', '٥s'])(
    'refuses %j',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );

  it('reads back hours, minutes and seconds', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(59), fc.nat(59), (hours, minutes, seconds) => {
        const expected = ((hours * 60 + minutes) * 60 + seconds) * 1000;
        expect(parseDuration(`${hours}h${minutes}m${seconds}s`)).toBe(expected);
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0.0s'],
    [-5, '0.0s'],
    [400, '0.4s'],
    [9940, '9.9s'],
    [9990, '10s'],
    [12_000, '12s'],
    [59_600, '1m00s'],
    [185_000, '3m05s'],
    [3_599_600, '1h00m'],
    [3_720_000, '1h02m'],
  ])('%i ms is %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));

  it('is a duration again, as exact as it shows', () => {
    fc.assert(
      fc.property(fc.nat(86_400_000), (milliseconds) => {
        const read = parseDuration(formatDuration(milliseconds)) ?? Number.NaN;
        const step = milliseconds < 9_950 ? 51 : milliseconds < 3_599_500 ? 500 : 60_000;
        expect(Math.abs(read - milliseconds)).toBeLessThanOrEqual(step);
      }),
    );
  });
});
