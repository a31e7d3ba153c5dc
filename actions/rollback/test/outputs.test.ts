import { Failure } from '@workaday/core';
import type { Release } from '@workaday/kubernetes';
import { expect, test } from 'vitest';
import { begunOutputs, needlessOutputs, withOutputs } from '../src/outputs.ts';

const release = (number: number): Release => ({
  ...{ number, state: 'verified', reason: 'ok', message: '', version: `1.${number}.0` },
  ...{ commit: String(number).repeat(40), images: {}, by: 'ada', run: '' },
  ...{ startedAt: '2026-01-01T00:00:00Z', objects: [], parts: 1 },
});
const begun = begunOutputs({ from: release(4), to: release(3) }, 'tina', '2026-01-02T00:00:00Z');

test('what is recorded of a rollback names both releases, who, and the end of the freeze', () => {
  expect(begun).toEqual({
    release: '4',
    version: '1.3.0',
    commit: '3'.repeat(40),
    'undone-version': '1.4.0',
    'undone-commit': '4'.repeat(40),
    'frozen-until': '2026-01-02T00:00:00Z',
    by: 'tina',
  });
});

test('a needless one left no release, and says what it froze', () => {
  expect(needlessOutputs(begun)).not.toHaveProperty('release');
  expect(needlessOutputs(begun)).toMatchObject({ 'frozen-until': '2026-01-02T00:00:00Z', by: 'tina' });
});

test('a failure keeps what was true before it, and what it says itself', () => {
  const failure = new Failure({ reason: 'locked', what: 'w', next: 'n', outputs: { release: '5' } });
  expect(withOutputs(failure, begun)).toMatchObject({
    parts: { reason: 'locked', outputs: { ...begun, release: '5' } },
  });
  const bug = new Error('bug');
  expect(withOutputs(bug, begun)).toBe(bug);
});
