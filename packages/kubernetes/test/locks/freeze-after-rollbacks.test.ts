import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ledger, Release, ReleaseState } from '../../src/ledger/release.ts';
import { freezeSentence, undoneInARow } from '../../src/locks/freeze-after-rollbacks.ts';

type Told = readonly [ReleaseState, string?];

function ledger(...told: readonly Told[]): Ledger {
  const releases = told.map(
    ([state, reason = 'ok'], index): Release => ({
      number: index + 1,
      state,
      reason,
      message: '',
      version: `1.${index + 1}.0`,
      commit: `c${index + 1}`,
      images: {},
      by: 'ada',
      run: '',
      startedAt: '2026-01-01T00:00:00Z',
      objects: [],
      parts: 1,
    }),
  );
  return { app: 'shop', environment: 'production', releases };
}

const good: Told = ['verified'];
const bad: Told = ['rolled-back', 'bad-answers'];
const now: Told = ['pending', 'restoring'];

describe('releases that were undone in a row, the one that is being undone among them', () => {
  test.each<[string, readonly Told[], readonly number[]]>([
    ['the first is one', [good, now], [2]],
    ['the second is two', [good, bad, now], [2, 3]],
    ['a verified one in between begins anew', [good, bad, good, now], [4]],
    ['so does one that stays without a verdict', [good, bad, ['unproven'], now], [4]],
    ['so does one that stays although it is bad', [good, bad, ['failed'], now], [4]],
    ['so does a person who went back', [good, bad, ['rolled-back', 'by-hand'], now], [4]],
    ['one that was superseded says nothing', [good, bad, ['superseded'], now], [2, 4]],
    ['nor does one whose run was cancelled', [good, bad, ['rolled-back', 'cancelled'], now], [2, 4]],
    ['one that could not be undone counts', [good, ['rollback-failed', 'restored-bad'], now], [2, 3]],
    ['what comes after it is not looked at', [good, now, ['pending']], [2]],
  ])('%s', (_name, told, expected) => {
    const number = told.lastIndexOf(now) + 1;
    expect(undoneInARow(ledger(...told), number).map((one) => one.number)).toEqual(expected);
  });

  test('are never more than were undone since the last verified one, and end with the one in question', () => {
    const states = fc.constantFrom<Told>(good, bad, ['superseded'], ['rolled-back', 'by-hand'], ['failed']);
    fc.assert(
      fc.property(fc.array(states, { maxLength: 12 }), (told) => {
        const number = told.length + 1;
        const row = undoneInARow(ledger(...told, now), number);
        const lastGood = told.lastIndexOf(good);
        expect(row.at(-1)?.number).toBe(number);
        expect(row.length - 1).toBeLessThanOrEqual(
          told.slice(lastGood + 1).filter((one) => one === bad).length,
        );
      }),
    );
  });
});

test('whoever reads of the freeze reads what passes it', () => {
  const freeze = {
    kind: 'freeze',
    app: 'shop',
    by: 'workaday',
    reason: '2 automatic rollbacks in a row: release 2 (1.2.0), release 3 (1.3.0)',
    holder: 'org/shop/7',
    run: '',
    since: '2026-01-01T00:00:00.000Z',
    until: '2026-01-02T00:00:00.000Z',
    commit: 'c0ffee',
  } as const;
  expect(freezeSentence(freeze)).toBe(
    'shop is frozen until 2026-01-02T00:00:00.000Z (2 automatic rollbacks in a row: release 2 (1.2.0), release 3 (1.3.0)): merge a revert of c0ffee, which passes, or unlock it when the cause is repaired.',
  );
});
