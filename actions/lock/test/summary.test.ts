import type { Lock } from '@workaday/kubernetes';
import { expect, test } from 'vitest';
import { lockSentence, locksSummary } from '../src/summary.ts';

const hostile = 'stock</td>@octocat\n::error::x `|` [a](https://evil.example)';
const lock: Lock = {
  kind: 'lock',
  app: 'shop',
  by: 'ada',
  reason: hostile,
  holder: 'org/shop/7',
  run: 'https://github.example/org/shop/actions/runs/7',
  since: '2026-01-01T12:00:00.000Z',
  until: '2026-01-01T16:00:00.000Z',
  commit: '',
};

test('a lock is told by whom, until when, and why', () => {
  expect(lockSentence({ ...lock, reason: 'stocktaking' })).toBe(
    'shop is locked by ada until 2026-01-01T16:00:00.000Z: stocktaking, see https://github.example/org/shop/actions/runs/7',
  );
  expect(lockSentence({ ...lock, app: undefined, run: '', reason: 'x' })).toMatch(
    /^all apps are locked by ada/,
  );
  expect(lockSentence({ ...lock, kind: 'freeze', commit: 'c0ffee'.repeat(6) })).toContain(
    'shop is frozen by ada until 2026-01-01T16:00:00.000Z after c0ffeec0ffee was rolled back',
  );
});

test('a reason is never a command, nor markup', () => {
  expect(lockSentence(lock)).not.toMatch(/^::error/m);
  const text = locksSummary(
    { namespace: 'shop', app: 'shop' },
    { outcome: 'locked', message: lockSentence(lock) },
    [lock],
  );
  expect(text).toContain('🔒 shop in shop: locked');
  expect(text).not.toContain('</td>');
  expect(text).not.toMatch(/[^\\]\[a\]/);
  expect(text).not.toContain('@octocat');
  expect(text).toContain('with the command unlock');
});

test('where nothing is locked, there is nothing to do', () => {
  const text = locksSummary(
    { namespace: 'shop', app: undefined },
    { outcome: 'unlocked', message: 'nothing' },
    [],
  );
  expect(text).toContain('🔓 all apps in shop: unlocked');
  expect(text).not.toContain('What to do');
});
