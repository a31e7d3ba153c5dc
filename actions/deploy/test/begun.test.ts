import type { Release } from '@workaday/kubernetes';
import { expect, test } from 'vitest';
import { begun } from '../src/apply-record.ts';

const now = '2026-01-01T00:00:00.000Z';

function release(number: number, more: Partial<Release> = {}): Release {
  return {
    number,
    state: 'pending',
    reason: 'deploying',
    message: '',
    version: `1.${number}.0`,
    commit: `c${number}`,
    images: {},
    by: 'ada',
    run: `https://github.example/run/${number}`,
    startedAt: now,
    objects: [],
    parts: 1,
    ...more,
  };
}

function ledger(...releases: Release[]) {
  return { app: 'shop', environment: 'production', releases };
}

test('a release begins after the newest one, and takes the place of what its runs left', () => {
  const { releases } = begun(ledger(release(1), release(2)), release(3), [2], now);
  expect(releases.map(({ number, state }) => [number, state])).toEqual([
    [1, 'pending'],
    [2, 'superseded'],
    [3, 'pending'],
  ]);
});

test('a release of the same commit goes on from when it began', () => {
  const before = release(1, { startedAt: '2025-12-31T00:00:00.000Z' });
  expect(begun(ledger(before), release(1), [], now).releases).toEqual([before]);
});

test.each([
  ['its number belongs to another commit by now', ledger(release(1, { commit: 'late' })), 1],
  ['later ones have begun since', ledger(release(1), release(2)), 1],
  ['what was there is gone', ledger(), 2],
])('a release does not begin when %s', (_, before, number) => {
  expect(() => begun(before, release(number), [], now)).toThrow(`release ${number} could not begin`);
});
