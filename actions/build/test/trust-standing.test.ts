import { defaultBranchOf } from '@workaday/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBranchOrTag } from '../src/trust/ref-pattern.ts';
import { standing } from '../src/trust/standing.ts';

const ofMain = { defaultBranch: 'main', trustedRefs: [] };
const trusted = (ref: string, trustedRefs: string[] = [], event = 'push') =>
  standing({ event, ref }, { defaultBranch: 'main', trustedRefs }).trusted;

describe('the events of a trusted run', () => {
  it.each(['push', 'workflow_dispatch', 'schedule', 'repository_dispatch'])('are %s', (event) => {
    expect(standing({ event, ref: 'refs/heads/main' }, ofMain)).toEqual({ trusted: true });
  });

  it.each([
    'pull_request',
    'pull_request_target',
    'pull_request_review',
    'issue_comment',
    'issues',
    'workflow_run',
    'merge_group',
    'release',
    'discussion',
    'fork',
    'watch',
    'check_run',
    'workflow_call',
    'PUSH',
    'push\n',
    '',
  ])('are not %j, even on the default branch', (event) => {
    const answer = standing(
      { event, ref: 'refs/heads/main' },
      { defaultBranch: 'main', trustedRefs: ['**'] },
    );
    expect(answer).toMatchObject({ trusted: false, why: expect.stringMatching(/anyone|others/) });
  });
});

describe('the refs of a trusted run', () => {
  it.each([
    'refs/heads/main/../x',
    'refs/heads/x/../main',
    'refs/heads/main/',
    'refs/heads//main',
    'refs/heads/MAIN',
    'refs/heads/main ',
    ' refs/heads/main',
    'refs/heads/main\n',
    'refs/heads/x\nrefs/heads/main',
    'refs/heads/main\u0000',
    'refs/heads/mаin',
    'refs/heads/refs/heads/main',
    'refs/heads/heads/main',
    'refs/heads/master',
    'refs/heads/feature',
    'refs/heads/gh-readonly-queue/main/pr-1-c0ffee',
    'refs/tags/main',
    'refs/tags/v1.0.0',
    'refs/pull/1/merge',
    'refs/pull/1/head',
    'refs/remotes/origin/main',
    'heads/main',
    'main',
    'refs/heads/',
    '',
  ])('are not %j', (ref) => {
    expect(standing({ event: 'push', ref }, ofMain)).toMatchObject({
      trusted: false,
      why: expect.stringContaining('neither the default branch (main) nor named by trusted-refs'),
    });
  });

  it('are main and master when nothing tells the default branch, and only then', () => {
    const rule = { defaultBranch: undefined, trustedRefs: [] };
    for (const branch of ['main', 'master'])
      expect(standing({ event: 'push', ref: `refs/heads/${branch}` }, rule)).toEqual({ trusted: true });
    expect(standing({ event: 'push', ref: 'refs/heads/trunk' }, rule).trusted).toBe(false);
    expect(
      standing({ event: 'push', ref: 'refs/heads/main' }, { defaultBranch: 'trunk', trustedRefs: [] })
        .trusted,
    ).toBe(false);
  });

  it.each<[string, string, boolean]>([
    ['release', 'refs/heads/release', true],
    ['release', 'refs/tags/release', false],
    ['release/*', 'refs/heads/release/1.x', true],
    ['release/*', 'refs/heads/release/1/x', false],
    ['release/*', 'refs/heads/release', false],
    ['release/**', 'refs/heads/release/1/x', true],
    ['release/*', 'refs/heads/x/release/1', false],
    ['v*', 'refs/heads/v1', true],
    ['v*', 'refs/tags/v1', false],
    ['refs/tags/v*', 'refs/tags/v1.0.0', true],
    ['refs/tags/v*', 'refs/heads/v1.0.0', false],
    ['refs/heads/release', 'refs/heads/release', true],
    ['refs/heads/release', 'refs/heads/refs/heads/release', false],
    ['1.0', 'refs/heads/1x0', false],
    ['a+b', 'refs/heads/a+b', true],
    ['a+b', 'refs/heads/aab', false],
    ['(x|y)', 'refs/heads/x', false],
    ['{x,y}', 'refs/heads/x', false],
    ['!x', 'refs/heads/y', false],
    ['**', 'refs/heads/any/thing', true],
    ['**', 'refs/tags/any', false],
    ['refs/**', 'refs/pull/1/merge', false],
    ['refs/pull/**', 'refs/pull/1/merge', false],
    ['**', 'refs/heads/main/../x', false],
    ['**', 'refs/heads/x\ny', false],
    ['release/*', 'refs/heads/release/x\n', false],
    ['', 'refs/heads/', false],
  ])('named by %j: %j is trusted: %s', (pattern, ref, expected) => {
    expect(trusted(ref, [pattern])).toBe(expected);
  });

  it('are branches and tags that Git could have', () => {
    const names = ['a', 'a.b', 'a-b', 'ü', '🚀', 'a@b', '@', 'a/b/c', '-a', 'a.locks', 'x{y}'];
    for (const name of names) expect([name, isBranchOrTag(`refs/heads/${name}`)]).toEqual([name, true]);
    const none = [
      '.a',
      'a.',
      'a/.b',
      'a.lock',
      'a.lock/b',
      'a..b',
      'a@{b',
      'a b',
      'a~',
      'a^',
      'a:',
      'a?',
      'a*',
    ];
    for (const name of [...none, 'a[', 'a\\b', '/a', 'a/', 'a//b', 'a\tb', 'a\u007f', 'a'.repeat(600)])
      expect([name, isBranchOrTag(`refs/tags/${name}`)]).toEqual([name, false]);
  });

  it('are only the default branch, whatever else a ref is called', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((name) => `refs/heads/${name}`),
        ),
        (ref) => {
          expect(trusted(ref)).toBe(ref === 'refs/heads/main');
          expect(trusted(ref, ['**'], 'pull_request_target')).toBe(false);
        },
      ),
    );
  });
});

describe('defaultBranchOf', () => {
  const push = { event: 'push', ref: 'refs/heads/x' };
  it.each<[string, { event: string; ref: string }, unknown, string | undefined]>([
    ['is what the event says', push, { repository: { default_branch: 'trunk' } }, 'trunk'],
    [
      'is the ref of a schedule, whose event says nothing',
      { event: 'schedule', ref: 'refs/heads/trunk' },
      { schedule: '0 4 * * *' },
      'trunk',
    ],
    ['is no tag', { event: 'schedule', ref: 'refs/tags/v1' }, undefined, undefined],
    ['is unknown without an event', push, undefined, undefined],
    ['is unknown by null', push, null, undefined],
    ['is unknown by a text', push, 'x', undefined],
    ['is unknown by another type', push, { repository: { default_branch: 1 } }, undefined],
    ['is unknown by no name', push, { repository: { default_branch: '' } }, undefined],
    ['is unknown by a repository of null', push, { repository: null }, undefined],
  ])('%s', (_, run, payload, expected) => {
    expect(defaultBranchOf(run, payload)).toBe(expected);
  });
});
