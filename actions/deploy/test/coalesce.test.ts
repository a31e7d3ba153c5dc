import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Ahead,
  deploysAnyway,
  needsPushes,
  newestWithRun,
  type OwnRun,
  skipsRuns,
} from '../src/coalesce.ts';

const own: OwnRun = {
  commit: 'a'.repeat(40),
  event: 'push',
  ref: 'refs/heads/main',
  attempt: '1',
  defaultBranch: 'main',
  reverted: [],
};

describe('a run that deploys whatever waits', () => {
  test.each([
    ['one that a person started', { event: 'workflow_dispatch' }, 'workflow_dispatch'],
    ['one on a schedule', { event: 'schedule' }, 'schedule'],
    ['one of a tag', { ref: 'refs/tags/v1.0.0' }, 'refs/tags/v1.0.0'],
    ['one of another branch', { ref: 'refs/heads/next' }, 'refs/heads/next'],
    ['one of a branch that only begins like it', { ref: 'refs/heads/main2' }, 'refs/heads/main2'],
    ['a second attempt', { attempt: '2' }, 'attempt 2'],
    ['a revert, which passes a freeze that stops what is behind it', { reverted: ['c0ffee'] }, 'c0ffee'],
    ['one whose event says nothing', { defaultBranch: undefined }, 'default branch'],
  ])('%s', (_, change, why) => expect(deploysAnyway({ ...own, ...change })).toContain(why));

  test('is none that a merge has started', () => expect(deploysAnyway(own)).toBeUndefined());
});

describe('skipsRuns', () => {
  test.each([
    'docs: x [skip ci]',
    '[ci skip] x',
    'x\n\nbody [no ci]',
    'x [SKIP ACTIONS]',
    'x [actions skip]',
    'x\n\n\nskip-checks: true',
    'x\n\n\nCo-authored-by: A <a@b>\nskip-checks:true\n',
  ])('%j', (message) => expect(skipsRuns(message)).toBe(true));

  test.each(['feat: skip ci', 'x (skip ci)', 'x skip-checks: true', 'skip-checks: false', '[skip-ci]', ''])(
    'not %j',
    (message) => expect(skipsRuns(message)).toBe(false),
  );
});

const ahead = (messages: readonly string[], more: Partial<Ahead> = {}): Ahead => ({
  status: messages.length === 0 ? 'identical' : 'ahead',
  count: messages.length,
  commits: messages.map((message, index) => ({ sha: String(index), message })),
  pushed: [],
  ...more,
});
const skip = 'docs: x [skip ci]';

describe('newestWithRun', () => {
  test.each([
    ['nothing is newer', ahead([]), undefined],
    ['the head is newest', ahead(['one', 'two']), '1'],
    ['the branch has left our commit', ahead(['one'], { status: 'diverged' }), undefined],
    ['the branch was moved back', ahead(['one'], { status: 'behind' }), undefined],
    ['the head skips, and the push before it has a run', ahead(['one', skip], { pushed: ['1', '0'] }), '0'],
    ['the commit before it was pushed along with it', ahead(['one', skip], { pushed: ['1'] }), undefined],
    ['all skip', ahead([skip, skip], { pushed: ['1', '0'] }), undefined],
    ['only what is older skips', ahead([skip, 'two']), '1'],
    ['a push is no commit of these', ahead([skip], { pushed: ['x', '0'] }), undefined],
  ])('%s', (_, facts, sha) => expect(newestWithRun(facts)?.sha).toBe(sha));

  test('asks for pushes only where the head has no run', () => {
    expect(needsPushes(ahead(['one', skip]))).toBe(true);
    expect([ahead([]), ahead([skip, 'two']), ahead([skip], { status: 'diverged' })].some(needsPushes)).toBe(
      false,
    );
  });

  test('never names a commit without a run: neither one that skips, nor one that nobody pushed as a head', () => {
    const messages = fc.array(fc.constantFrom('feat: x', skip), { minLength: 1, maxLength: 8 });
    const pushed = fc.array(fc.integer({ min: 0, max: 8 }).map(String));
    const facts = fc.record({ messages, pushed });
    fc.assert(
      fc.property(facts, ({ messages, pushed }) => {
        const found = newestWithRun(ahead(messages, { pushed }));
        const last = String(messages.length - 1);
        const able = messages
          .map((message, index) => ({ sha: String(index), message }))
          .filter(({ sha, message }) => message !== skip && (sha === last || pushed.includes(sha)));
        expect(found).toEqual(able.at(-1));
      }),
    );
  });
});
