import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseTo } from '../src/release/release-to.ts';
import { repositoryRoot } from '../src/repository.ts';

let folder: string;
let root: string;
let remote: string;

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd,
    encoding: 'utf8',
  }).trimEnd();
const tagsOf = () => git(remote, 'for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/tags');
const release = (version: string, source: 'worktree' | { revision: string } = { revision: 'HEAD' }) =>
  releaseTo({ root, remote, version, source });

/** A checkout of its own, of the working tree as it is, with the one action `version`. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workaday-release-test-'));
  root = join(folder, 'checkout');
  remote = join(folder, 'remote.git');
  const listed = git(repositoryRoot, 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
  for (const path of listed.split('\0')) {
    const wanted = !/^actions\/(?!version\/)|^packages\/testbed\/go\//.test(path);
    const from = join(repositoryRoot, path);
    if (path !== '' && wanted && existsSync(from)) cpSync(from, join(root, path));
  }
  for (const path of ['node_modules', 'packages/tooling/node_modules']) {
    symlinkSync(join(repositoryRoot, path), join(root, path));
  }
  git(folder, 'init', '--quiet', '--bare', remote);
  git(root, 'init', '--quiet', '--initial-branch=main');
  writeFileSync(join(root, '.git/info/exclude'), 'node_modules\n');
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message=source');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('releaseTo', { timeout: 120_000 }, () => {
  let first: string;

  it('publishes the bundles on a commit after the source, as vX.Y.Z and the moving major', async () => {
    const before = git(root, 'rev-parse', 'HEAD');
    const released = await release('1.0.0');
    first = released.commit;
    expect(released).toMatchObject({ tag: 'v1.0.0', pushed: ['v1.0.0', 'v1'] });
    expect(tagsOf()).toBe(`v1 ${first}\nv1.0.0 ${first}`);
    expect(git(remote, 'rev-parse', 'v1^')).toBe(before);
    const files = git(remote, 'ls-tree', '-r', '--name-only', 'v1').split('\n');
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'actions/version/action.yml']));
    expect(files.filter((file) => file.startsWith('actions/version/dist/'))).toEqual([
      'actions/version/dist/licenses.txt',
      'actions/version/dist/main.mjs',
    ]);
    expect(files.filter((file) => /^packages\/tooling|\/src\//.test(file))).toEqual([]);
  });

  it('does nothing when everything is there', async () => {
    expect(await release('1.0.0')).toEqual({ tag: 'v1.0.0', commit: first, pushed: [] });
  });

  it('puts back a major that a broken run left behind', async () => {
    git(remote, 'tag', '--delete', 'v1');
    expect(await release('1.0.0')).toMatchObject({ commit: first, pushed: ['v1'] });
  });

  it('refuses to give a released version other content', async () => {
    const before = tagsOf();
    writeFileSync(join(root, 'LICENSE'), 'another licence');
    await expect(release('1.0.0', 'worktree')).rejects.toThrow(/v1\.0\.0 is released already.*LICENSE/);
    expect(tagsOf()).toBe(before);
  });

  it('releases a working tree as it is, and leaves it and its index alone', async () => {
    git(root, 'add', 'LICENSE');
    writeFileSync(join(root, 'README.md'), 'not yet added');
    writeFileSync(join(root, 'NEW.md'), 'not even known');
    const before = git(root, 'status', '--porcelain=v2');
    const objects = git(root, 'count-objects', '-v');
    const { commit } = await release('1.1.0', 'worktree');
    expect(git(root, 'status', '--porcelain=v2')).toBe(before);
    expect(git(root, 'count-objects', '-v')).toBe(objects);
    expect(git(remote, 'show', 'v1.1.0:README.md')).toBe('not yet added');
    expect(git(remote, 'show', 'v1:NEW.md')).toBe('not even known');
    expect(git(remote, 'rev-list', '--count', commit)).toBe('1');
  });

  it('does not move the major back for an older version', async () => {
    expect(await release('1.0.1')).toMatchObject({ pushed: ['v1.0.1'] });
  });

  it('says what it would do, and does not', async () => {
    const before = tagsOf();
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const source = { revision: 'HEAD' };
    const released = await releaseTo({ root, remote, version: '2.0.0', source, dryRun: true, log });
    expect(released.pushed).toEqual([]);
    expect(lines.at(-1)).toMatch(/^would push v2\.0\.0 and v2 /);
    expect(tagsOf()).toBe(before);
  });

  it.each([
    ['does not build', "import './missing.ts';", /could not be built/],
    ['throws as it starts', "throw new Error('at once');", /bundles do not work[\s\S]*given bad inputs/],
  ])('publishes nothing when a bundle %s', async (_, code, message) => {
    const before = tagsOf();
    const main = join(root, 'actions/version/src/main.ts');
    const good = readFileSync(main);
    writeFileSync(main, code);
    try {
      await expect(release('3.0.0', 'worktree')).rejects.toThrow(message);
    } finally {
      writeFileSync(main, good);
    }
    expect(tagsOf()).toBe(before);
  });

  it('says what is wrong with a remote that is not there', async () => {
    const nowhere = join(dirname(remote), 'nowhere.git');
    const source = { revision: 'HEAD' };
    await expect(releaseTo({ root, remote: nowhere, version: '1.0.0', source })).rejects.toThrow(
      /ls-remote.*nowhere/,
    );
  });
});
