import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { noted } from './support/noted.ts';
import { git, type Origin } from './support/origin.ts';
import { beforePush, runVersion } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.repository();
});

const onMerge = (sha: string, workspace: string, inputs = {}) =>
  runVersion(origin, sha, { workspace, inputs });
const dryRun = { 'dry-run': 'true' };

/** Objects of a type that the checkout holds, whether a ref leads to them or not. */
function objectsIn(workspace: string, type: 'commit' | 'blob'): number {
  const objects = git(workspace, 'cat-file', '--batch-all-objects', '--batch-check=%(objecttype)');
  return objects.split('\n').filter((each) => each === type).length;
}

const commitsIn = (workspace: string) => objectsIn(workspace, 'commit');
const blobsIn = (workspace: string) => objectsIn(workspace, 'blob');

/** 300 commits with a release 10 below the tip and older ones; then a fix. */
function longHistory(): string {
  const commits = origin.history(300);
  for (const [tag, at] of [
    ['v1.0.0', 5],
    ['v1.3.0', 100],
    ['v1.4.0', 289],
  ] as const)
    origin.tag(tag, commits[at]);
  return origin.commit('fix: a');
}

describe('a shallow clone', () => {
  it.each([
    ['--depth=1'],
    ['--depth=2'],
    ['--depth=50'],
    ['--shallow-since=1600017000'],
    ['--depth=1', '--no-tags'],
  ])('of %j is deepened just enough, without contents of files', async (...args) => {
    const sha = longHistory();
    const workspace = origin.checkout(...args);
    const held = blobsIn(workspace);
    const report = await onMerge(sha, workspace);
    expect(report.outputs).toMatchObject({ version: '1.4.1', 'previous-version': '1.4.0', bump: 'patch' });
    expect(noted(report)[0]).toBe('a');
    expect(noted(report)).toHaveLength(11);
    expect(commitsIn(workspace)).toBeLessThan(100);
    expect(blobsIn(workspace)).toBe(held);
    expect(git(workspace, 'status', '--porcelain')).toBe('');
    expect(origin.tags()['v1.4.1']).toBe(sha);
  });

  it.each([400, 900])('whose release is %s commits below is deepened to it', async (count) => {
    const commits = origin.history(count + 20);
    origin.tag('v1.4.0', commits[19]);
    const sha = origin.commit('fix: a');
    const workspace = origin.plainCheckout(sha);
    const report = await onMerge(sha, workspace, dryRun);
    expect(report.outputs).toMatchObject({ version: '1.4.1', 'previous-version': '1.4.0' });
    expect(report.summary).toContain(`${count + 1} commits since`);
  });

  it('of a repository without any tag is told from all of its history', async () => {
    origin.history(80, (index) => (index === 0 ? 'feat: begin' : 'docs: a'));
    const sha = origin.commit('docs: b');
    const report = await onMerge(sha, origin.plainCheckout(sha));
    expect(report.outputs).toMatchObject({ version: '0.1.0', 'previous-version': '' });
  });

  it.each([1, 2, 3, 4])(
    'with a merge at its edge (depth %s) misses nothing that was merged',
    async (depth) => {
      origin.commit('feat: begin');
      origin.tag('v1.0.0');
      origin.branch('side', 'feat: a', 'wip', 'fix: b', 'wip');
      origin.commit('docs: c');
      origin.merge('side', 'Merge pull request #7 from acme/side\n\nSide');
      const sha = origin.commit('fix: d');
      const report = await onMerge(sha, origin.checkout(`--depth=${depth}`), dryRun);
      expect(report.outputs.version).toBe('1.1.0');
      expect(noted(report).toSorted()).toEqual(['a #7', 'b #7', 'c', 'd', 'wip #7', 'wip #7'].filter(once));
    },
  );

  it('that shows a release on one side of a merge alone looks at the other side, too', async () => {
    origin.commit('feat: begin');
    origin.branch('side', 'feat: a', 'docs: b', 'docs: c');
    origin.commit('docs: d');
    origin.tag('v1.0.0');
    const sha = origin.merge('side', "Merge branch 'side'");
    const report = await onMerge(sha, origin.checkout('--depth=2'), dryRun);
    expect(report.outputs).toMatchObject({ version: '1.1.0', 'previous-version': '1.0.0' });
  });

  it('with several services is deepened to the oldest of their releases', async () => {
    const config = 'services:\n  api: { context: api }\n  web: { context: pages }\n';
    const commits = origin.history(100);
    origin.tag('web/v1.0.0', commits[10]);
    origin.tag('api/v2.0.0', commits[95]);
    const sha = origin.commit('fix: a', { 'workaday.yml': config, 'api/a': '1' });
    const report = await onMerge(sha, origin.plainCheckout(sha), { 'bump-rules': 'docs=patch' });
    expect(report.services).toMatchObject({
      api: { version: '2.0.1', previousVersion: '2.0.0' },
      web: { version: '1.0.1', previousVersion: '1.0.0' },
    });
  });

  it('goes above a release of another branch', async () => {
    origin.history(100);
    origin.tag('v1.0.0');
    origin.branch('hotfix', 'fix: hot');
    origin.tag('v2.0.0', 'hotfix');
    const sha = origin.commit('fix: a');
    const report = await onMerge(sha, origin.plainCheckout(sha));
    expect(report.outputs).toMatchObject({ version: '2.0.1', 'previous-version': '1.0.0' });
  });

  it('of a commit that a newer release contains gives way to it', async () => {
    const older = longHistory();
    const workspace = origin.plainCheckout(older);
    origin.commit('feat: b');
    origin.tag('v1.5.0');
    const report = await onMerge(older, workspace);
    expect(report).toMatchObject({ outcome: 'superseded', outputs: { 'previous-version': '1.4.0' } });
    expect(commitsIn(workspace)).toBeLessThan(100);
  });

  it.each(['superseded', 'released'])('that loses a race is deepened just enough (%s)', async (outcome) => {
    const commits = [longHistory(), origin.commit('feat: b')];
    const [own = '', other = ''] = outcome === 'superseded' ? commits : commits.toReversed();
    const workspace = origin.plainCheckout(own);
    const held = blobsIn(workspace);
    const rival = beforePush(() => runVersion(origin, other));
    const report = await runVersion(origin, own, { workspace, ...rival });
    expect(report.outcome).toBe(outcome);
    expect(report.outputs['previous-version']).toBe(outcome === 'superseded' ? '1.4.0' : '1.4.1');
    expect(commitsIn(workspace)).toBeLessThan(100);
    expect(blobsIn(workspace)).toBe(held);
  });

  it('of a commit that is not the tip any more is tagged all the same', async () => {
    const older = longHistory();
    const workspace = origin.plainCheckout(older);
    origin.commit('docs: later');
    expect((await onMerge(older, workspace)).outputs.tag).toBe('v1.4.1');
    expect(origin.tags()['v1.4.1']).toBe(older);
  });

  it('that takes over the claim of a tag that was deleted reads it by name', async () => {
    const sha = longHistory();
    git(origin.bare, 'update-ref', 'refs/workaday/after/v1.4.0', 'main~3');
    const workspace = origin.plainCheckout(sha);
    expect((await onMerge(sha, workspace)).outputs.tag).toBe('v1.4.1');
    expect(origin.tags('refs/workaday/after')).toEqual({ 'v1.4.0': sha });
    expect(commitsIn(workspace)).toBeLessThan(100);
  });

  it('of a commit that is released answers the same as a full one', async () => {
    const sha = longHistory();
    const first = await onMerge(sha, origin.checkout());
    await onMerge(origin.commit('feat: later'), origin.checkout());
    const again = await onMerge(sha, origin.plainCheckout(sha));
    expect(again.outcome).toBe('already-released');
    const { services: _, ...outputs } = first.outputs;
    expect(again.outputs).toMatchObject(outputs);
  });

  it('asks for tags and history in few processes, however many tags there are', async () => {
    const sha = longHistory();
    for (let minor = 0; minor < 40; minor += 1) origin.tag(`v0.${minor}.0`, `main~${50 + minor}`);
    const workspace = origin.plainCheckout(sha);
    const trace = join(workspace, '..', 'trace');
    await runVersion(origin, sha, { workspace, inputs: dryRun, env: { GIT_TRACE2_EVENT: trace } });
    const started = readFileSync(trace, 'utf8').match(/"event":"start".*?"(?:fetch|ls-remote)"/g) ?? [];
    expect(started.map((line) => /"([^"]*)"$/.exec(line)?.[1])).toEqual(['ls-remote', 'fetch']);
    expect(commitsIn(workspace)).toBeLessThan(100);
  });
});

function once(text: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(text) === index;
}
