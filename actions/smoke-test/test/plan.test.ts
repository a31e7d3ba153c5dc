import { type Ledger, type Release, restoring } from '@workaday/kubernetes';
import { expect, test } from 'vitest';
import { planAfter, planBefore } from '../src/plan.ts';
import { releaseWith } from './release.ts';

const { commit } = releaseWith({});
const ledger = (...releases: Partial<Release>[]): Ledger => ({
  app: 'shop',
  environment: 'production',
  releases: releases.map((release, index) => releaseWith({ number: index + 1, ...release })),
});

test.each([
  ['the pending release', [{ state: 'verified' }, { state: 'pending' }], undefined, 'judge', 2],
  ['a named pending release', [{ state: 'verified' }, { state: 'pending' }], 2, 'judge', 2],
  ['a named release that ended', [{ state: 'verified' }, { state: 'pending' }], 1, 'answer', 1],
  [
    'the newest, when none is pending',
    [{ state: 'verified' }, { state: 'rolled-back' }],
    undefined,
    'answer',
    2,
  ],
  ['a superseded one', [{ state: 'superseded' }, { state: 'pending' }], 1, 'answer', 1],
] as const)('after: %s', (_name, releases, named, what, number) => {
  expect(planAfter(ledger(...releases), named, commit)).toMatchObject({ do: what, release: { number } });
});

test('after: a restore that was begun goes on', () => {
  const begun = ledger({ state: 'verified' }, { state: 'pending', reason: restoring });
  expect(planAfter(begun, undefined, commit)).toMatchObject({ do: 'resume-restore', release: { number: 2 } });
});

test('after: the release of another commit answers nothing for this one', () => {
  const other = ledger({ state: 'verified', commit: 'b'.repeat(40) });
  expect(planAfter(other, undefined, commit)).toEqual({ do: 'no-release', known: [1] });
});

test('after: nothing to judge', () => {
  expect(planAfter(ledger(), undefined, commit)).toEqual({ do: 'no-release', known: [] });
  expect(planAfter(ledger({ state: 'verified' }), 7, commit)).toEqual({ do: 'no-release', known: [1] });
});

test.each([
  ['verified', [{ state: 'verified' }], 1],
  ['unproven', [{ state: 'unproven' }], 1],
  ['the restored one', [{ state: 'verified' }, { state: 'rolled-back', restored: 1 }], 1],
] as const)('before: %s is a measure', (_name, releases, number) => {
  expect(planBefore(ledger(...releases))).toMatchObject({ do: 'precheck', release: { number } });
});

test.each([
  ['nothing', []],
  ['a pending release', [{ state: 'verified' }, { state: 'pending' }]],
  ['a failed release', [{ state: 'failed' }]],
  ['a failed rollback', [{ state: 'verified' }, { state: 'rollback-failed', restored: 1 }]],
] as const)('before: %s is no measure', (_name, releases) => {
  expect(planBefore(ledger(...releases))).toMatchObject({ do: 'skip' });
});
