import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { differences } from '../src/release/build-twice.ts';
import { authentication, withoutCredentials } from '../src/release/git.ts';
import { majorTagChange, parseRemoteTags, parseVersion } from '../src/release/plan-tags.ts';
import { isReleased } from '../src/release/released-paths.ts';

describe('isReleased', () => {
  it.each([
    'LICENSE',
    'README.md',
    '.github/workflows/ship.yml',
    '.github/workflows/ci.yml',
    'actions/version/action.yml',
    'actions/version/README.md',
    'packages/core/workaday.schema.json',
    'examples/foundation/namespace.yaml',
  ])('keeps %s', (path) => expect(isReleased(path)).toBe(true));

  it.each([
    'actions/version/src/main.ts',
    'actions/version/test/plan.test.ts',
    'actions/version/package.json',
    'packages/core/src/index.ts',
    'packages/testbed/go/kubernetes/go.mod',
    'package.json',
    'package-lock.json',
    '.gitignore',
    '.ci/run',
    'vitest.config.ts',
  ])('leaves out %s', (path) => expect(isReleased(path)).toBe(false));
});

describe('parseVersion', () => {
  it.each(['1.2.3', '0.1.0', '2.0.0-rc.1'])('accepts %s', (text) =>
    expect(parseVersion(text).version).toBe(text),
  );
  it.each(['v1.2.3', '1.2', '1.2.3+build', '01.2.3', '1.2.3 ', '', '--force', '1.2.3;ls'])(
    'refuses %j',
    (text) => expect(() => parseVersion(text)).toThrow('expected one such as 1.2.3'),
  );
});

const sha = (digit: string) => digit.repeat(40);

describe('parseRemoteTags', () => {
  it('takes an annotated tag as its commit', () => {
    const text = `${sha('a')}\trefs/tags/v1\n${sha('b')}\trefs/tags/v1.0.0\n${sha('c')}\trefs/tags/v1.0.0^{}\n`;
    expect(Object.fromEntries(parseRemoteTags(text))).toEqual({ v1: sha('a'), 'v1.0.0': sha('c') });
  });

  it('finds nothing in nothing', () => expect(parseRemoteTags('').size).toBe(0));
});

describe('majorTagChange', () => {
  const commit = sha('a');
  const older = sha('b');
  it.each([
    ['the first release', '1.0.0', {}, { tag: 'v1', from: undefined }],
    ['a newer release', '1.1.0', { v1: older, 'v1.0.0': older }, { tag: 'v1', from: older }],
    ['a release that is there', '1.1.0', { v1: commit, 'v1.1.0': commit }, undefined],
    ['an older release', '1.0.1', { v1: older, 'v1.1.0': older }, undefined],
    ['a numerically older one', '1.9.0', { v1: older, 'v1.10.0': older }, undefined],
    ['a prerelease', '1.1.0-rc.1', { v1: older, 'v1.0.0': older }, undefined],
    ['a release after its own prerelease', '1.1.0', { 'v1.2.0-rc.1': older }, { tag: 'v1', from: undefined }],
    ['another major', '2.0.0', { v1: older, 'v1.0.0': older }, { tag: 'v2', from: undefined }],
    ['an older major', '1.0.0', { v2: older, 'v2.0.0': older }, { tag: 'v1', from: undefined }],
    ['before 1.0', '0.1.0', {}, { tag: 'v0', from: undefined }],
    ['tags of other things', '1.0.0', { 'web/v9.0.0': older, vault: older }, { tag: 'v1', from: undefined }],
  ])('%s', (_, version, tags, expected) => {
    expect(majorTagChange(parseVersion(version), commit, new Map(Object.entries(tags)))).toEqual(expected);
  });
});

describe('credentials', () => {
  it('are not part of a message', () => {
    expect(withoutCredentials('git push https://bot:s3cret@host/a.git')).toBe('git push https://host/a.git');
  });

  it('go to the one host that they are for', () => {
    const env = authentication('https://git.example.com/your-org/workaday', 't0ken');
    expect(env.GIT_CONFIG_KEY_0).toBe('http.https://git.example.com/.extraheader');
    expect(JSON.stringify(env)).not.toContain('t0ken');
  });

  it('are not made for a path or without a token', () => {
    expect(authentication('/srv/workaday.git', 't0ken')).toEqual({});
    expect(authentication('https://git.example.com/a', '')).toEqual({});
  });
});

describe('differences of two builds', () => {
  let folder = '';
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function built(name: string, files: Record<string, string>) {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), text);
    }
    return { folder: join(folder, name), files: Object.keys(files).sort() };
  }

  it('are the files that are not the same, or only there once', async () => {
    folder = mkdtempSync(join(tmpdir(), 'workaday-differences-'));
    const one = built('one', { 'a/main.mjs': 'same', 'b/main.mjs': 'x', 'c/main.mjs': 'only here' });
    const two = built('two', { 'a/main.mjs': 'same', 'b/main.mjs': 'y', 'd/main.mjs': 'only there' });
    expect(await differences(one, two)).toEqual(['b/main.mjs', 'c/main.mjs', 'd/main.mjs']);
    expect(await differences(one, one)).toEqual([]);
  });
});
