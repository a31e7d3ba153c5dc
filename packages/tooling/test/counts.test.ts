import { describe, expect, it } from 'vitest';
import { addCounts, countsLine, countsOfRun, exitCodeOf } from '../src/testing/counts.ts';

const counts = (passed: number, failed: number, skipped = 0) => ({ passed, failed, skipped });

describe('countsLine', () => {
  it.each([
    [counts(3, 0), '3 passed, 0 failed'],
    [counts(3, 1), '3 passed, 1 failed'],
    [counts(3, 0, 2), '3 passed, 0 failed, 2 skipped'],
  ])('says %o as %s', (value, line) => expect(countsLine(value)).toBe(line));
});

describe('exitCodeOf', () => {
  it.each([
    [counts(1, 0), 0],
    [counts(1, 0, 4), 0],
    [counts(1, 1), 1],
    [counts(0, 0), 1],
    [counts(0, 0, 4), 1],
  ])('of %o is %i', (value, code) => expect(exitCodeOf(value)).toBe(code));
});

describe('countsOfRun', () => {
  it.each([
    ['a good run', counts(3, 0), 0, counts(3, 0)],
    ['a run with failures', counts(3, 2), 1, counts(3, 2)],
    ['a run that passed its tests and yet ended badly', counts(3, 0), 1, counts(3, 1)],
    ['a crash before counting', undefined, 139, counts(0, 1)],
    ['an end without counts', undefined, 0, counts(0, 1)],
    ['a run that found no test', counts(0, 0), 0, counts(0, 1)],
  ])('counts %s', (_, counted, code, expected) => expect(countsOfRun(counted, code)).toEqual(expected));
});

it('addCounts adds each kind', () => {
  expect(addCounts(counts(1, 2, 3), counts(10, 20, 30))).toEqual(counts(11, 22, 33));
});
