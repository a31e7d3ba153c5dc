import type { Lock } from '@workaday/kubernetes';
import { describe, expect, test } from 'vitest';
import { revertedBy, stopped, stoppedBy } from '../src/stopped.ts';

const bad = 'c0ffee'.padEnd(40, '1');
const lock = (more: Partial<Lock> = {}): Lock => ({
  kind: 'freeze',
  app: 'shop',
  by: 'ada',
  reason: 'the cart is empty',
  holder: 'org/shop/7',
  run: 'https://github.example/org/shop/actions/runs/7',
  since: '2026-01-01T12:00:00.000Z',
  until: '2026-01-02T12:00:00.000Z',
  commit: bad,
  ...more,
});
const push = (...messages: string[]) => JSON.stringify({ commits: messages.map((message) => ({ message })) });

describe('a freeze', () => {
  test.each([
    ['stops a merge', push('feat: more'), true],
    ['lets its revert pass', push(`Revert "feat: bad"\n\nThis reverts commit ${bad}.`), false],
    ['lets a short name pass', push(`revert: bad\n\nThis reverts commit ${bad.slice(0, 8)}.`), false],
    ['lets a revert among others pass', push('fix: x', `This reverts commit ${bad}.`), false],
    ['stops the revert of another commit', push(`This reverts commit ${'d'.repeat(40)}.`), true],
    ['stops who says nothing', JSON.stringify({ inputs: {} }), true],
    ['stops where there is no event', undefined, true],
  ])('%s', (_name, event, stops) => {
    expect(stoppedBy([lock()], revertedBy(event)) !== undefined).toBe(stops);
  });

  test('that knows no commit is passed by nothing', () => {
    expect(stoppedBy([lock({ commit: '' })], [bad])).toBeDefined();
  });

  test('lets no revert past a lock beside it', () => {
    const own = lock({ kind: 'lock', commit: '' });
    expect(stoppedBy([lock(), own], [bad])).toBe(own);
  });
});

test('the squashed revert of GitHub names its commit in the head of the push', () => {
  const event = JSON.stringify({
    head_commit: { message: `Revert "x" (#12)\n\nThis reverts commit ${bad}.` },
  });
  expect(revertedBy(event)).toEqual([bad]);
});

test('who is stopped is told by whom, why, until when, and what to do', () => {
  const { parts } = stopped(lock());
  expect(parts).toMatchObject({ outcome: 'refused', reason: 'frozen' });
  expect(parts.what).toBe(
    'shop is frozen by ada until 2026-01-02T12:00:00.000Z: the cart is empty; see https://github.example/org/shop/actions/runs/7',
  );
  expect(parts.next).toContain(`This reverts commit ${bad}.`);
  const all = stopped(lock({ kind: 'lock', app: undefined, commit: '' })).parts;
  expect(all).toMatchObject({ reason: 'locked', next: expect.stringContaining('unlocked all') });
});
