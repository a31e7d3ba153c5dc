import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { git, Origin } from './support/origin.ts';
import { type RefsApi, startRefsApi } from './support/refs-api.ts';
import { runVersion, type Situation } from './support/run-version.ts';

let origin: Origin;
let api: RefsApi;

beforeEach(async () => {
  origin = new Origin();
  api = await startRefsApi(origin.bare);
});

afterEach(async () => {
  await api.close();
  origin.remove();
});

/** Versions a commit from a fresh, full checkout. */
function merge(sha: string, more: Partial<Situation> = {}) {
  return runVersion({ workspace: origin.checkout(), sha, apiUrl: api.url, ...more });
}

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
    expect(api.asked).toEqual([]);
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

  it('counts the commits of a merged branch once', async () => {
    origin.commit('feat: begin');
    origin.tag('v1.0.0');
    git(origin.work, 'checkout', '--quiet', '-b', 'x/$(touch_pwned)');
    origin.commit('feat: a', {}, 'side');
    git(origin.work, 'checkout', '--quiet', 'main');
    git(origin.work, 'merge', '--quiet', '--no-ff', '--no-edit', 'x/$(touch_pwned)');
    const sha = origin.commit('docs: b');
    const report = await merge(sha);
    expect(report.outputs).toMatchObject({ version: '1.1.0' });
    expect(report.outputs.notes?.match(/feat|\) begin| a \(/g)).toHaveLength(1);
  });

  it('ignores tags that are no versions, and reads annotated ones', async () => {
    origin.commit('feat: begin');
    origin.tag('v1.9.0');
    origin.tag('v1.10.0', '-m', 'annotated');
    for (const name of ['v2', 'v3.0', 'v4.0.0.0', 'v05.0.0', 'nightly', 'av9.0.0', 'x/v9.0.0'])
      origin.tag(name);
    expect((await merge(origin.commit('fix: a'))).outputs.version).toBe('1.10.1');
  });

  it('goes above a tag on another line of history', async () => {
    origin.commit('feat: begin');
    origin.tag('v1.4.2');
    git(origin.work, 'checkout', '--quiet', '-b', 'hotfix');
    origin.commit('fix: hot', {}, 'hotfix');
    origin.tag('v1.5.0');
    git(origin.work, 'checkout', '--quiet', 'main');
    expect((await merge(origin.commit('fix: a'))).outputs).toMatchObject({
      version: '1.5.1',
      'previous-version': '1.4.2',
    });
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

  it('starts few processes, however many tags there are', async () => {
    origin.commit('feat: begin');
    for (let minor = 0; minor < 60; minor += 1) git(origin.work, 'tag', `v1.${minor}.0`);
    git(origin.work, 'push', '--quiet', 'origin', '--tags');
    const commands: string[] = [];
    const report = await merge(origin.commit('fix: a'), {
      before: (args) => void commands.push(args.join(' ')),
    });
    expect(report.outputs.version).toBe('1.59.1');
    expect(commands).toHaveLength(4);
    expect(commands.join('\n')).not.toContain('t0ken');
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
  it('being shallow, names the line to add', async () => {
    origin.commit('feat: begin');
    const sha = origin.commit('fix: a');
    const workspace = origin.checkout('--depth=1');
    await expect(runVersion({ workspace, sha })).rejects.toMatchObject({
      parts: { reason: 'shallow-clone', next: expect.stringContaining('fetch-depth: 0') },
    });
  });

  it('being no repository, says so', async () => {
    const workspace = join(origin.work, '..', 'empty');
    mkdirSync(workspace);
    await expect(runVersion({ workspace, sha: 'a'.repeat(40) })).rejects.toMatchObject({
      parts: { reason: 'no-repository' },
    });
  });

  it('having no commits, says so', async () => {
    const workspace = origin.checkout();
    await expect(runVersion({ workspace, sha: 'a'.repeat(40) })).rejects.toMatchObject({
      parts: { reason: 'unknown-commit' },
    });
  });
});

describe('several services', () => {
  const config =
    'services: { api: { context: services/api }, web: { context: services/web } }\nshared: [shared/**]\n';

  it('each get the version of their own files', async () => {
    const begin = origin.commit('feat: begin', {
      'workaday.yml': config,
      'services/api/a': '1',
      'services/web/a': '1',
      'shared/a': '1',
    });
    const first = await merge(begin);
    expect(Object.keys(origin.tags())).toEqual(['api/v0.1.0', 'web/v0.1.0']);
    expect(first.outputs.version).toBe('0.1.0');
    const api1 = origin.commit('feat: a', { 'services/api/a': '2' });
    const second = await merge(api1);
    expect(second).toMatchObject({
      outcome: 'released',
      outputs: { version: '0.2.0', tag: 'api/v0.2.0', bump: 'minor' },
      services: {
        api: {
          version: '0.2.0',
          tag: 'api/v0.2.0',
          previousVersion: '0.1.0',
          bump: 'minor',
          outcome: 'released',
        },
        web: { version: `0.1.1-build.1.g${api1.slice(0, 7)}`, tag: '', bump: 'none', outcome: 'unreleased' },
      },
    });
    const both = await merge(origin.commit('fix: b', { 'shared/a': '2' }));
    expect(both.services).toMatchObject({ api: { version: '0.2.1' }, web: { version: '0.1.1' } });
  });

  it('can be versioned one at a time, and cannot share a prefix', async () => {
    const sha = origin.commit('feat: begin', { 'workaday.yml': config, 'services/web/a': '1' });
    expect((await merge(sha, { inputs: { service: 'web', 'tag-prefix': 'w-' } })).outputs.tag).toBe(
      'w-0.1.0',
    );
    await expect(merge(sha, { inputs: { service: 'shop' } })).rejects.toMatchObject({
      parts: { reason: 'unknown-service' },
    });
    await expect(merge(sha, { inputs: { 'tag-prefix': 'v' } })).rejects.toMatchObject({
      parts: { reason: 'bad-input' },
    });
  });
});

describe('hostile commits', () => {
  it('end in correct outputs and run nothing', async () => {
    origin.commit('feat: begin');
    origin.tag('v1.0.0');
    const texts = [
      'fix: $(touch pwned) `touch pwned` ; touch pwned',
      '::set-output name=version::9.9.9',
      'docs: a\n\n::error::x\n%0A::stop-commands::y\nEOF\nghadelimiter_\nversion=9.9.9',
      `chore: b\n\n${'x'.repeat(60_000)}`,
      'fix: \u202e\u0000'.replace('\u0000', '\u0007'),
      '--output=pwned',
    ];
    for (const text of texts) origin.commit(text);
    const workspace = origin.checkout();
    const report = await runVersion({ workspace, sha: git(workspace, 'rev-parse', 'HEAD'), apiUrl: api.url });
    expect(report.outputs).toMatchObject({ version: '1.0.1', bump: 'patch' });
    expect(git(workspace, 'status', '--porcelain')).toBe('');
    expect(report.summary).not.toContain('<script');
  });

  it('written in another encoding are read', async () => {
    origin.commit('feat: begin');
    const folder = origin.work;
    writeFileSync(join(folder, '..', 'latin'), Buffer.from('feat: caf\xe9', 'latin1'));
    git(folder, '-c', 'i18n.commitEncoding=latin1', 'commit', '--quiet', '--allow-empty', '-F', '../latin');
    const report = await merge(origin.commit('docs: a'));
    expect(report.outputs.notes).toContain('café');
  });
});
