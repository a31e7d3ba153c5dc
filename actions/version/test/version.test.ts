import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useGitHub } from './support/github.ts';
import { git, type Origin } from './support/origin.ts';
import { runVersion, type Situation } from './support/run-version.ts';

const github = useGitHub();
let origin: Origin;

beforeEach(async () => {
  origin = await github.repository();
});

const merge = (sha: string, situation: Situation = {}) => runVersion(origin, sha, situation);

describe('a merge', () => {
  it('gets the initial version first, then what its commits ask for', async () => {
    const first = origin.commit('feat: begin');
    expect(await merge(first)).toMatchObject({
      outcome: 'released',
      reason: 'ok',
      outputs: { version: '0.1.0', tag: 'v0.1.0' },
    });
    const second = origin.commit('fix: a');
    expect(await merge(second)).toMatchObject({
      outputs: { version: '0.1.1', 'previous-version': '0.1.0', bump: 'patch' },
    });
    expect(origin.tags()).toEqual({ 'v0.1.0': first, 'v0.1.1': second });
  });

  it('with nothing to release gets a build version and no tag', async () => {
    origin.commit('feat: begin');
    origin.tag('v1.4.2');
    for (const type of ['docs', 'chore', 'ci', 'test']) origin.commit(`${type}: a`);
    const sha = origin.commit('style: a');
    const report = await merge(sha);
    expect(report).toMatchObject({
      outcome: 'unreleased',
      reason: 'nothing-to-release',
      outputs: { version: `1.4.3-build.5.g${sha.slice(0, 7)}`, tag: '', bump: 'none' },
    });
    expect(origin.tags()).toEqual({ 'v1.4.2': expect.anything() });
  });

  it('is versioned once: a second run answers the same', async () => {
    origin.commit('feat: begin');
    origin.tag('v1.0.0');
    const sha = origin.commit('feat: a');
    const first = await merge(sha);
    origin.commit('feat!: later');
    const again = await merge(sha);
    expect(again).toMatchObject({ outcome: 'already-released', reason: 'already-tagged' });
    const { services: _, ...outputs } = again.outputs;
    expect(first.outputs).toMatchObject(outputs);
  });

  it('that is not the tip gives way to the newer release that contains it', async () => {
    origin.commit('feat: begin');
    origin.tag('v1.0.0');
    const older = origin.commit('feat: a');
    const newer = origin.commit('fix: b');
    expect((await merge(newer)).outputs.version).toBe('1.1.0');
    expect(await merge(older)).toMatchObject({
      outcome: 'superseded',
      reason: 'newer-version',
      outputs: { tag: '' },
    });
    expect(Object.keys(origin.tags())).toEqual(['v1.0.0', 'v1.1.0']);
  });

  it('that is not the tip is versioned without what came later', async () => {
    origin.commit('feat: begin');
    origin.tag('v1.0.0');
    const older = origin.commit('fix: a');
    origin.commit('feat!: b');
    expect((await merge(older)).outputs.version).toBe('1.0.1');
  });

  it('in a dry run is told its version without token or network', async () => {
    const sha = origin.commit('feat: begin');
    const inputs = { 'dry-run': 'true', 'github-token': '' };
    expect(await merge(sha, { inputs, apiUrl: 'http://127.0.0.1:9' })).toMatchObject({
      outcome: 'released',
      reason: 'dry-run',
      outputs: { version: '0.1.0' },
    });
    expect(origin.tags()).toEqual({});
  });
});

describe('a release tag that starts the run', () => {
  it('is exactly the version', async () => {
    origin.commit('feat: begin');
    origin.tag('v1.0.0');
    const sha = origin.commit('docs: a');
    origin.tag('v3.0.0');
    origin.commit('feat: later');
    origin.tag('v3.1.0');
    expect(await merge(sha, { ref: 'refs/tags/v3.0.0' })).toMatchObject({
      outcome: 'already-released',
      reason: 'tag-event',
      outputs: { version: '3.0.0', tag: 'v3.0.0', 'previous-version': '1.0.0', bump: 'none' },
    });
  });

  it('may be a prerelease', async () => {
    const sha = origin.commit('feat: begin');
    origin.tag('v2.0.0-rc.1');
    expect((await merge(sha, { ref: 'refs/tags/v2.0.0-rc.1' })).outputs.version).toBe('2.0.0-rc.1');
  });

  it.each(['nightly', 'v1', 'x/v1.0.0'])('named %s is refused', async (name) => {
    const sha = origin.commit('feat: begin');
    origin.tag(name);
    await expect(merge(sha, { ref: `refs/tags/${name}` })).rejects.toMatchObject({
      parts: { reason: 'not-a-version-tag' },
    });
  });
});

describe('a checkout that is not enough', () => {
  it('being no repository, says so', async () => {
    const workspace = join(origin.work, '..', 'empty');
    mkdirSync(workspace);
    await expect(merge('a'.repeat(40), { workspace })).rejects.toMatchObject({
      parts: { reason: 'no-repository' },
    });
  });

  it.each([
    ['having no commits', () => undefined],
    ['being of another commit', () => origin.commit('feat: begin')],
  ])('%s, says so', async (_, begin) => {
    begin();
    const workspace = origin.checkout();
    await expect(merge('a'.repeat(40), { workspace })).rejects.toMatchObject({
      parts: { reason: 'unknown-commit' },
    });
    expect(origin.tags()).toEqual({});
  });
});

describe('a checkout that is enough', () => {
  it.runIf(process.getuid?.() === 0)('may belong to another user, as in a container', async () => {
    const sha = origin.commit('feat: begin');
    const workspace = origin.checkout();
    execFileSync('chown', ['-R', '1234', workspace]);
    expect(() => git(workspace, 'status')).toThrow('dubious ownership');
    expect((await merge(sha, { workspace })).outputs.tag).toBe('v0.1.0');
  });

  it('may be a linked worktree', async () => {
    const sha = origin.commit('feat: begin');
    const workspace = join(origin.work, '..', 'linked');
    git(origin.checkout(), 'worktree', 'add', '--quiet', '--detach', workspace, sha);
    expect((await merge(sha, { workspace })).outputs.tag).toBe('v0.1.0');
  });

  it('may hold only a part of the files, and contents as they are needed', async () => {
    const config = 'services:\n  api: { context: api }\n  web: { context: web }\n';
    origin.commit('feat: begin', { 'workaday.yml': config, 'api/a': '1', 'web/a': '1' });
    for (const tag of ['api/v1.0.0', 'web/v1.0.0']) origin.tag(tag);
    const sha = origin.commit('fix: a', { 'api/a': '2' });
    const workspace = origin.checkout('--filter=blob:none', '--sparse');
    expect((await merge(sha, { workspace })).services).toMatchObject({
      api: { tag: 'api/v1.0.1' },
      web: { tag: '' },
    });
  });
});
