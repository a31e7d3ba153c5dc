import { describe, expect, it } from 'vitest';
import type { Event } from '../src/github/events.ts';
import { matchesFilters } from '../src/github/filter-pattern.ts';
import { startedBy } from '../src/github/triggers.ts';

const push = (ref: string, changedPaths: string[] = ['src/a.ts'], message = 'fix: x'): Event => ({
  name: 'push',
  ref,
  sha: '1'.repeat(40),
  actor: 'ada',
  changedPaths,
  payload: { head_commit: { message } },
});
const other = (name: Event['name'], more: Partial<Event> = {}): Event => ({
  ...push('refs/heads/main'),
  name,
  ...more,
});
const ship = { push: { branches: ['main'], tags: ['v*.*.*', '**/v*.*.*'] } };

describe('which workflows an event starts', () => {
  it.each<[string, unknown, Event, boolean]>([
    ['a push to a named branch', ship, push('refs/heads/main'), true],
    ['a push to another branch', ship, push('refs/heads/topic'), false],
    ['a release tag', ship, push('refs/tags/v1.2.3'), true],
    ['a release tag of one service', ship, push('refs/tags/services/api/v1.2.3'), true],
    ['another tag', ship, push('refs/tags/nightly'), false],
    [
      'any tag, when only branches are named',
      { push: { branches: ['main'] } },
      push('refs/tags/v1.0.0'),
      false,
    ],
    ['any branch, when only tags are named', { push: { tags: ['v*'] } }, push('refs/heads/main'), false],
    ['any push, without filters', 'push', push('refs/tags/x'), true],
    ['any push, in a list', ['pull_request', 'push'], push('refs/heads/x'), true],
    ['an ignored branch', { push: { 'branches-ignore': ['wip/**'] } }, push('refs/heads/wip/a/b'), false],
    [
      'a branch that is not ignored',
      { push: { 'branches-ignore': ['wip/**'] } },
      push('refs/heads/main'),
      true,
    ],
    ['paths that match', { push: { paths: ['src/**'] } }, push('refs/heads/main'), true],
    ['paths that do not match', { push: { paths: ['docs/**'] } }, push('refs/heads/main'), false],
    [
      'only ignored paths',
      { push: { 'paths-ignore': ['**.md'] } },
      push('refs/heads/main', ['a.md', 'b/c.md']),
      false,
    ],
    [
      'paths do not count for tags',
      { push: { tags: ['v*'], paths: ['docs/**'] } },
      push('refs/tags/v1'),
      true,
    ],
    ['[skip ci]', 'push', push('refs/heads/main', [], 'docs: x [skip ci]'), false],
    ['a ref that is neither branch nor tag', 'push', push('refs/workaday/lock'), false],
    ['a deleted branch', 'push', { ...push('refs/heads/main'), sha: '0'.repeat(40) }, false],
    ['a dispatch of this file', 'workflow_dispatch', other('workflow_dispatch', { workflow: 'w.yml' }), true],
    [
      'a dispatch of another file',
      'workflow_dispatch',
      other('workflow_dispatch', { workflow: 'x.yml' }),
      false,
    ],
    [
      'a repository dispatch of a type',
      { repository_dispatch: { types: ['go'] } },
      other('repository_dispatch', { action: 'go' }),
      true,
    ],
    [
      '… of another type',
      { repository_dispatch: { types: ['go'] } },
      other('repository_dispatch', { action: 'no' }),
      false,
    ],
    ['a release', { release: { types: ['published'] } }, other('release', { action: 'published' }), true],
    ['a workflow that is only called', { workflow_call: null }, push('refs/heads/main'), false],
  ])('%s', (_name, on, event, starts) => {
    expect(startedBy(event, [{ path: 'w.yml', content: { on } }])).toHaveLength(starts ? 1 : 0);
  });
});

describe('filter patterns, as in the cheat sheet of the documentation', () => {
  it.each([
    ['feature/*', 'feature/my', true],
    ['feature/*', 'feature/a/b', false],
    ['feature/**', 'feature/a/b', true],
    ['**', 'all/the/branches', true],
    ['*feature', 'mona-feature', true],
    ['v2*', 'v2.0', true],
    ['v[12].[0-9]+.[0-9]+', 'v1.10.1', true],
    ['v[12].[0-9]+.[0-9]+', 'v3.0.0', false],
    ['*.jsx?', 'page.js', true],
    ['**.js', 'src/js/app.js', true],
    ['**/docs/**', 'dir/docs/my-file.txt', true],
    ['**/README.md', 'README.md', true],
    ['v1.0', 'v1x0', false],
  ])('%s and %s: %s', (pattern, name, matches) => {
    expect(matchesFilters(name, [pattern])).toBe(matches);
  });

  it('lets the last match decide', () => {
    expect(matchesFilters('README.md', ['*.md', '!README.md'])).toBe(false);
    expect(matchesFilters('README.md', ['*.md', '!README.md', 'README*'])).toBe(true);
  });
});
