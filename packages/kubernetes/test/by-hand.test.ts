import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { begunByHand, planByHand } from '../src/ledger/by-hand.ts';
import { type Ledger, liveRelease, type Release, type ReleaseState } from '../src/ledger/release.ts';
import { planRestore, undoneUpTo } from '../src/ledger/restore-target.ts';

const release = (number: number, state: ReleaseState, more: Partial<Release> = {}): Release => ({
  number,
  state,
  reason: 'ok',
  message: '',
  version: `1.${number}.0`,
  commit: `c${number}`,
  images: {},
  by: 'ada',
  run: '',
  startedAt: '2026-01-01T00:00:00Z',
  objects: [],
  parts: 1,
  ...more,
});
const ledger = (...releases: Release[]): Ledger => ({ app: 'shop', environment: 'production', releases });
const three = ledger(release(1, 'verified'), release(2, 'verified'), release(3, 'verified'));

describe('the way back', () => {
  test.each([
    ['is the last verified release', three, '', 3, 2],
    ['is the one that is named', three, '1', 3, 1],
    ['may be named by its version', three, '1.1.0', 3, 1],
    ['or by its tag', three, 'v1.1.0', 3, 1],
    ['passes what failed', ledger(release(1, 'verified'), release(2, 'failed')), '', 2, 1],
    ['begins at a pending release', ledger(release(1, 'verified'), release(2, 'pending')), '', 2, 1],
    [
      'begins at what was restored before',
      ledger(release(1, 'verified'), release(2, 'verified'), release(3, 'rolled-back', { restored: 2 })),
      '',
      2,
      1,
    ],
  ])('%s', (_name, given, to, from, back) => {
    expect(planByHand(given, to)).toMatchObject({
      do: 'restore',
      from: { number: from },
      to: { number: back },
    });
  });

  test.each([
    ['nothing was deployed', ledger(), '', 'nothing', 'nothing was deployed here yet'],
    ['nothing is behind it', ledger(release(1, 'verified')), '', 'nothing', 'no verified release is behind'],
    ['it is live already', three, '3', 'nothing', 'release 3 (1.3.0) is what is live'],
    [
      'there is no such release',
      three,
      '7',
      'refuse',
      'no release 7; there are: release 2 (1.2.0), release 1 (1.1.0)',
    ],
    [
      'it was never verified',
      ledger(release(1, 'rolled-back', { restored: 0 }), release(2, 'verified')),
      '1',
      'refuse',
      'release 1 (1.1.0) is rolled-back, and only a verified release',
    ],
    [
      'a migration cannot be undone',
      ledger(release(1, 'verified'), release(2, 'verified', { rollback: 'unsafe' })),
      '',
      'refuse',
      'a migration of release 2 (1.2.0) has run',
    ],
  ])('is none when %s', (_name, given, to, does, why) => {
    expect(planByHand(given, to)).toMatchObject({ do: does, why: expect.stringContaining(why) });
  });
});

test('one that is being restored goes on, or elsewhere when that is asked for', () => {
  const begun = ledger(
    release(1, 'verified'),
    release(2, 'verified'),
    release(3, 'pending', { reason: 'restoring' }),
  );
  expect(planByHand(begun, '')).toMatchObject({ do: 'resume', to: { number: 2 } });
  expect(planByHand(begun, '2')).toMatchObject({ do: 'resume', to: { number: 2 } });
  expect(planByHand(begun, '1')).toMatchObject({ do: 'restore', from: { number: 3 }, to: { number: 1 } });
});

test('whoever finds a ledger in which a person goes back goes the same way, and what serves then is what was asked for', () => {
  const states = fc.constantFrom<ReleaseState>('verified', 'unproven', 'failed', 'superseded', 'verified');
  fc.assert(
    fc.property(fc.array(states, { minLength: 2, maxLength: 8 }), fc.nat(), (all, pick) => {
      const given = ledger(...all.map((state, index) => release(index + 1, state)));
      const plan = planByHand(given, String((pick % all.length) + 1));
      if (plan.do !== 'restore') return;
      const begun = begunByHand(given, plan, 'ada went back', '2026-01-02T00:00:00Z');
      expect(planByHand(begun, '')).toMatchObject({
        do: 'resume',
        from: { number: plan.from.number },
        to: { number: plan.to.number },
      });
      expect(planRestore(begun, plan.from.number).back?.number).toBe(plan.to.number);
      const ended = {
        ...begun,
        releases: begun.releases.map((one) =>
          one.number === plan.from.number
            ? { ...one, state: 'rolled-back' as const, restored: plan.to.number }
            : one,
        ),
      };
      expect(liveRelease(ended)?.number).toBe(plan.to.number);
    }),
  );
});

test.each([
  ['nothing came after it', ['verified'], 1, 1],
  ['it is gone back from a second time', ['verified', 'verified', 'rolled-back'], 2, 3],
  ['twice', ['verified', 'verified', 'rolled-back', 'rolled-back'], 2, 4],
  ['one in between was superseded', ['verified', 'verified', 'superseded', 'rolled-back'], 2, 4],
  ['a newer release is on its way', ['verified', 'verified', 'pending'], 2, 2],
  ['a newer one stays behind an undone one', ['verified', 'verified', 'rolled-back', 'verified'], 2, 3],
] as const)('a restore overwrites what it may when %s', (_name, all, bad, up) => {
  expect(undoneUpTo(ledger(...all.map((state, index) => release(index + 1, state))), bad)).toBe(up);
});
