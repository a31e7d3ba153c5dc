import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { noted } from './support/noted.ts';
import { git, gitWith, type Origin } from './support/origin.ts';
import { beforePush, runVersion, type Situation } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.released();
});

const onMerge = (sha: string, situation: Situation = {}) => runVersion(origin, sha, situation);

/** A commit of another history. */
const elsewhere = () => gitWith('', origin.bare, 'commit-tree', '-m', 'elsewhere', 'HEAD^{tree}');

describe('between reading and claiming, another run', () => {
  it('released a later merge: this one is superseded', async () => {
    const [older, newer] = [origin.commit('feat: a'), origin.commit('fix: b')];
    const report = await onMerge(
      older,
      beforePush(() => onMerge(newer)),
    );
    expect(report).toMatchObject({ outcome: 'superseded', reason: 'newer-version', outputs: { tag: '' } });
    expect(report.outputs.version).toMatch(/^1\.0\.1-build\.1\.g/);
    expect(report.message).toContain('v1.1.0');
    expect(Object.keys(origin.tags())).toEqual(['v1.0.0', 'v1.1.0']);
  });

  it('released an earlier merge: this one gets the next version', async () => {
    const [older, newer] = [origin.commit('feat: a'), origin.commit('fix: b')];
    const report = await onMerge(
      newer,
      beforePush(() => onMerge(older)),
    );
    expect(report.outputs).toMatchObject({ version: '1.1.1', 'previous-version': '1.1.0', bump: 'patch' });
    expect(origin.tags()).toMatchObject({ 'v1.1.0': older, 'v1.1.1': newer });
    // The release of a moment ago cannot have been verified: its changes are told again.
    expect(noted(report)).toEqual(['a', 'b']);
  });

  it('released the same merge: both answer the same', async () => {
    const sha = origin.commit('feat: a');
    let other: Awaited<ReturnType<typeof onMerge>> | undefined;
    const report = await onMerge(
      sha,
      beforePush(async () => {
        other = await onMerge(sha);
      }),
    );
    expect([other?.outcome, report.outcome]).toEqual(['released', 'already-released']);
    const { services: _, ...outputs } = report.outputs;
    expect(other?.outputs).toMatchObject(outputs);
    expect((await github.releases(origin)).map(({ tag }) => tag)).toEqual(['v1.1.0']);
  });

  it('released with a wish for another number: the two exclude each other all the same', async () => {
    const [older, newer] = [origin.commit('fix: a'), origin.commit('chore: b\n\nRelease-As: 7.0.0')];
    expect(
      (
        await onMerge(
          older,
          beforePush(() => onMerge(newer)),
        )
      ).outcome,
    ).toBe('superseded');
    expect(Object.keys(origin.tags())).toEqual(['v1.0.0', 'v7.0.0']);
  });

  it('released one of two services: neither is claimed by halves', async () => {
    const config = 'services:\n  api: { context: api }\n  web: { context: web }\n';
    origin.commit('chore: config', { 'workaday.yml': config, 'api/a': '1', 'web/a': '1' });
    for (const tag of ['api/v1.0.0', 'web/v1.0.0']) origin.tag(tag);
    const api = origin.commit('feat: a', { 'api/a': '2' });
    const both = origin.commit('fix: b', { 'api/a': '3', 'web/a': '3' });
    const report = await onMerge(
      both,
      beforePush(() => onMerge(api)),
    );
    expect(report.services).toMatchObject({ api: { tag: 'api/v1.1.1' }, web: { tag: 'web/v1.0.1' } });
    expect(origin.tags()).toMatchObject({ 'api/v1.1.0': api, 'api/v1.1.1': both, 'web/v1.0.1': both });
  });
});

describe('between reading and claiming, a person', () => {
  it('tagged the same commit: that is its release', async () => {
    const sha = origin.commit('feat: a');
    const report = await onMerge(
      sha,
      beforePush(() => origin.tag('v1.1.0')),
    );
    expect(report).toMatchObject({ outcome: 'already-released', outputs: { tag: 'v1.1.0' } });
  });

  it('gave the same version to another history: this one is above', async () => {
    const sha = origin.commit('feat: a');
    const report = await onMerge(
      sha,
      beforePush(() => origin.tag('v1.1.0', elsewhere())),
    );
    expect(report.outputs).toMatchObject({ tag: 'v1.2.0', 'previous-version': '1.0.0' });
  });

  it('released the first version of all', async () => {
    git(origin.bare, 'tag', '-d', 'v1.0.0');
    const sha = origin.commit('feat: a');
    const report = await onMerge(
      sha,
      beforePush(() => origin.tag('v0.1.0', 'HEAD~1')),
    );
    expect(report.outputs).toMatchObject({ version: '0.2.0', 'previous-version': '0.1.0' });
  });
});

describe('a claim without its tag', () => {
  it('which a person deleted, is taken over', async () => {
    const first = await onMerge(origin.commit('feat: a'));
    expect(first.outputs.tag).toBe('v1.1.0');
    git(origin.bare, 'tag', '-d', 'v1.1.0');
    const sha = origin.commit('fix: b');
    const report = await onMerge(sha);
    expect(report).toMatchObject({ outcome: 'released', outputs: { 'previous-version': '1.0.0' } });
    expect(origin.tags()).toMatchObject({ 'v1.1.0': sha });
    expect((await onMerge(origin.commit('fix: c'))).outputs.version).toBe('1.1.1');
  });

  it('is left alone when its tag shows at the second look', async () => {
    const [older, newer] = [origin.commit('fix: a'), origin.commit('feat: b')];
    git(origin.bare, 'update-ref', 'refs/workaday/after/v1.0.0', older);
    let fetches = 0;
    const before = (args: readonly string[]) => {
      if (args.includes('fetch') && ++fetches === 2) origin.tag('v1.0.1', older);
    };
    const report = await onMerge(newer, { before });
    expect(report.outputs).toMatchObject({ version: '1.1.0', 'previous-version': '1.0.1' });
    expect(origin.tags('refs/workaday/after')).toEqual({ 'v1.0.0': older, 'v1.0.1': newer });
  });

  it('is taken over by one of two runs', async () => {
    git(origin.bare, 'update-ref', 'refs/workaday/after/v1.0.0', origin.commit('docs: gone'));
    const shas = [origin.commit('fix: a'), origin.commit('fix: b')];
    const outcomes = (await Promise.all(shas.map((sha) => onMerge(sha)))).map(({ outcome }) => outcome);
    expect(['released released', 'superseded released']).toContain(outcomes.join(' '));
    expect(new Set(Object.values(origin.tags())).size).toBe(Object.keys(origin.tags()).length);
  });
});
