import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { noted } from './support/noted.ts';
import { git, type Origin } from './support/origin.ts';
import { runVersion } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.repository();
  origin.history(100, (index) => (index === 0 ? 'feat: begin' : 'docs: a'));
  origin.tag('v1.0.0', 'main~5');
});

/** The test merge that GitHub makes of a pull request with these commits, as `refs/pull/7/merge`. */
function testMerge(...messages: string[]): string {
  const tip = origin.branch('side', ...messages);
  const base = git(origin.work, 'rev-parse', 'main');
  git(origin.work, 'checkout', '--quiet', '--detach', 'main');
  const sha = origin.merge('side', `Merge ${tip} into ${base}`);
  git(origin.work, 'checkout', '--quiet', 'main');
  git(origin.bare, 'update-ref', 'refs/pull/7/merge', sha);
  return sha;
}

/** A run as a pull request from a fork has it: a shallow checkout, and a token that may only read. */
function onPullRequest(sha: string, title: string, inputs = {}) {
  const workspace = origin.plainCheckout(sha, 'refs/remotes/pull/7/merge');
  return runVersion(origin, sha, {
    workspace,
    ref: 'refs/pull/7/merge',
    pullRequest: { number: 7, title },
    inputs: { 'dry-run': 'true', 'github-token': origin.account.readToken, ...inputs },
  });
}

describe('a dry run of a pull request', () => {
  it('tells what its merge would release, with the right to read alone', async () => {
    const sha = testMerge('feat: a', 'fix: b');
    const before = origin.tags('refs');
    const report = await onPullRequest(sha, 'feat: a');
    expect(report).toMatchObject({
      outcome: 'released',
      reason: 'dry-run',
      outputs: { version: '1.1.0', 'previous-version': '1.0.0', 'github-releases': '' },
      annotations: [],
    });
    expect(noted(report).slice(0, 2)).toEqual(['a', 'b']);
    expect(report.summary).toContain('would be released');
    expect(origin.tags('refs')).toEqual(before);
    expect(await github.releases(origin)).toEqual([]);
  });

  it.each([
    { commits: ['feat: a'], title: 'feat: a', merged: '1.1.0', squashed: 'the same' },
    { commits: ['fix: a', 'feat: b'], title: 'fix: a', merged: '1.1.0', squashed: 'the same' },
    { commits: ['wip', 'more'], title: 'feat: pay', merged: '', squashed: '**1.1.0** (minor)' },
    { commits: ['fix: a'], title: 'feat!: pay', merged: '1.0.1', squashed: '**2.0.0** (major)' },
    { commits: ['docs: a'], title: 'docs: a', merged: '', squashed: 'the same' },
    { commits: ['fix: a', 'Revert "fix: a"'], title: 'chore: nothing', merged: '', squashed: 'the same' },
  ])(
    'of $commits titled $title: $merged, squashed $squashed',
    async ({ commits, title, merged, squashed }) => {
      const report = await onPullRequest(testMerge(...commits), title);
      expect(report.outputs.tag).toBe(merged === '' ? '' : `v${merged}`);
      expect(report.summary).toMatch(/Squashed under its title/);
      expect(report.summary).toContain(squashed);
    },
  );

  it('says when its title is not conventional, and shows hostile ones as text', async () => {
    const title = '<img src=x> @everyone `$(touch pwned)` ::error::x %0A::error::y';
    const report = await onPullRequest(testMerge('fix: a'), title);
    expect(report.summary).toContain('That title is not a conventional commit');
    const [, line = ''] = /Squashed under its title (.*)/.exec(report.summary) ?? [];
    expect(line).toMatch(/^``<img src=x> @everyone `\$\(touch pwned\)` .*``: the same\.$/);
    expect(report.summary.replace(line, '')).not.toMatch(/<img|@everyone|^::/m);
  });

  it('counts what main got since, and follows the releases of main', async () => {
    origin.branch('late', 'feat: a');
    origin.commit('fix: b');
    origin.tag('v1.0.1');
    git(origin.work, 'checkout', '--quiet', '--detach', 'main');
    const sha = origin.merge('late', 'Merge a into b');
    const report = await onPullRequest(sha, 'feat: a');
    expect(report.outputs).toMatchObject({ version: '1.1.0', 'previous-version': '1.0.1' });
    expect(noted(report)).toEqual(['a']);
  });

  it('of several services previews each', async () => {
    const config = 'services:\n  api: { context: api }\n  web: { context: web }\n';
    origin.commit('chore: config', { 'workaday.yml': config, 'api/a': '1', 'web/a': '1' });
    for (const tag of ['api/v1.0.0', 'web/v1.0.0']) origin.tag(tag);
    git(origin.work, 'checkout', '--quiet', '-b', 'side');
    origin.commit('wip', { 'api/a': '2' });
    git(origin.work, 'checkout', '--quiet', '--detach', 'main');
    const sha = origin.merge('side', 'Merge a into b');
    const report = await onPullRequest(sha, 'feat: a');
    expect(report.outcome).toBe('unreleased');
    expect(report.summary).toMatch(/Squashed under its title.*: api \*\*1\.1\.0\*\* \(minor\)/);
    expect(report.summary).not.toMatch(/Squashed under its title.*: web/);
  });
});

describe('a pull request without dry-run', () => {
  it('is refused before anything is asked for or touched', async () => {
    const sha = testMerge('feat: a');
    const before = origin.tags('refs');
    await github.admin.resetRequests();
    const run = onPullRequest(sha, 'feat: a', { 'dry-run': 'false', 'github-token': origin.account.token });
    await expect(run).rejects.toMatchObject({
      parts: { reason: 'pull-request', next: expect.stringContaining('dry-run: true') },
    });
    expect(origin.tags('refs')).toEqual(before);
    expect(await github.admin.requests()).toEqual({});
  });
});

it('a merge queue’s try is refused as well', async () => {
  const sha = origin.commit('feat: a');
  const run = runVersion(origin, sha, { ref: 'refs/heads/gh-readonly-queue/main/pr-7-abc' });
  await expect(run).rejects.toMatchObject({ parts: { reason: 'pull-request' } });
  expect(origin.tags()).toMatchObject({ 'v1.0.0': expect.anything() });
});
