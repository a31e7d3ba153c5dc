import type { Lock } from '@workaday/kubernetes';
import { expect, test } from 'vitest';
import { endingSummary } from '../src/summary.ts';

const place = { namespace: 'shop', app: 'shop', environment: 'production' };
const fault = { reason: 'crash', message: 'it ended', findings: [] } as const;
const ending = {
  outcome: 'rolled-back',
  reason: 'crash',
  message: 'release 4 did not come up',
  fault,
} as const;
const freeze: Lock = {
  kind: 'freeze',
  app: 'shop',
  by: 'workaday',
  reason: '2 automatic rollbacks in a row',
  holder: 'org/shop/7',
  run: '',
  since: '2026-01-01T00:00:00.000Z',
  until: '2026-01-02T00:00:00.000Z',
  commit: 'c0ffee',
};

test('who broke it alone is told to merge', () => {
  expect(endingSummary(place, ending)).toContain('**What to do:** correct the cause and merge;');
});

test('nobody is told to merge what a freeze will refuse', () => {
  const text = endingSummary(place, { ...ending, freeze });
  expect(text).not.toContain('correct the cause and merge');
  expect(text).toMatch(
    /\*\*What to do:\*\* merge a revert of c0ffee, which passes the freeze, or correct the cause/,
  );
});
