import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { adminClient } from '@workaday/testbed';
import semver from 'semver';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gitEnv } from '../support/origin.ts';

const run = promisify(execFile);
const repository = `acme/race-${process.pid}-${Date.now()}`;
const variable = (name: string) => process.env[name] ?? '';
const messages = ['fix: a', 'feat: b', 'fix: c', 'feat!: d'];
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'workaday-race-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, env: gitEnv, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Output `name` as the runner reads it from the file. */
function output(file: string, name: string): string {
  const [, , value = ''] =
    new RegExp(`^${name}<<(\\S+)\\n([\\s\\S]*?)\\n\\1$`, 'm').exec(readFileSync(file, 'utf8')) ?? [];
  return value;
}

async function versionRun(sha: string, workspace: string, token: string) {
  const file = `${workspace}.output`;
  writeFileSync(file, '');
  const main = join(import.meta.dirname, '../../src/main.ts');
  await run(process.execPath, [main], {
    env: {
      ...gitEnv,
      'INPUT_GITHUB-TOKEN': token,
      GITHUB_REPOSITORY: repository,
      GITHUB_SHA: sha,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_RUN_ID: '1',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: file,
      GITHUB_API_URL: variable('GITHUB_API_URL'),
      GITHUB_SERVER_URL: variable('GITHUB_SERVER_URL'),
    },
  });
  return { sha, outcome: output(file, 'outcome'), tag: output(file, 'tag') };
}

it('four runs at once, as processes of their own, claim each version once and in order', async () => {
  const admin = adminClient(variable('WORKADAY_ADMIN_URL'));
  const { cloneUrl } = await admin.createRepository(repository, { actions: false });
  const { token } = await admin.createUser('ann', { [repository]: 'write' });
  const work = join(root, 'work');
  git(root, 'clone', '--quiet', cloneUrl.replace('//', `//ann:${token}@`), work);
  git(work, 'checkout', '--quiet', '-B', 'main');
  const commit = (message: string) => {
    git(work, 'commit', '--quiet', '--allow-empty', '-m', message);
    return git(work, 'rev-parse', 'HEAD');
  };
  commit('feat: begin');
  git(work, 'tag', 'v1.0.0');
  const shas = messages.map(commit);
  git(work, 'push', '--quiet', 'origin', 'main', 'v1.0.0');
  const workspaces = shas.map((_, index) => join(root, `checkout-${index}`));
  for (const workspace of workspaces) git(root, 'clone', '--quiet', cloneUrl, workspace);
  const runs = await Promise.all(shas.map((sha, index) => versionRun(sha, workspaces[index] ?? '', token)));

  const listed = git(work, 'ls-remote', '--tags', 'origin', 'v[2-9]*', 'v1.[0-9]*').split('\n');
  const tags = listed.map((line) => line.split('\trefs/tags/')).filter(([, name]) => name !== 'v1.0.0');
  const ordered = tags.sort(([a = ''], [b = '']) => shas.indexOf(a) - shas.indexOf(b));
  const versions = ordered.map(([, name = '']) => name.slice(1));
  expect(versions).toEqual([...versions].sort(semver.compare));
  expect(new Set(tags.map(([sha]) => sha)).size).toBe(tags.length);
  expect(runs.at(-1)?.outcome).toBe('released');
  for (const { sha, outcome, tag } of runs) {
    expect(['released', 'superseded']).toContain(outcome);
    expect(tags.some(([at, name]) => at === sha && name === tag)).toBe(outcome === 'released');
  }
  expect(await admin.violations()).toEqual([]);
});
