import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminClient } from '@workaday/testbed';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { brokenLaws, versionsByTheBook } from '../support/laws.ts';
import { git } from '../support/origin.ts';
import { type Place, runStep } from '../support/run-step.ts';

const repository = `acme/race-${process.pid}-${Date.now()}`;
const variable = (name: string) => process.env[name] ?? '';
const messages = ['fix: a', 'docs: b', 'feat: c', 'fix: d', 'feat!: e', 'chore: f', 'fix: g', 'feat: h'];
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'workaday-race-'));
});
afterAll(() => rmSync(root, { recursive: true }));

it('eight runs at once, as processes of their own, claim each version once and in order', async () => {
  const admin = adminClient(variable('WORKADAY_ADMIN_URL'));
  const { cloneUrl } = await admin.createRepository(repository, { actions: false });
  const { token } = await admin.createUser('ann', { [repository]: 'write' });
  const work = join(root, 'work');
  git(root, 'clone', '--quiet', cloneUrl.replace('//', `//ann:${token}@`), work);
  git(work, 'checkout', '--quiet', '-B', 'main');
  const commit = (message: string) => {
    git(work, 'commit', '--quiet', '--allow-empty', '-m', message);
    return { message, sha: git(work, 'rev-parse', 'HEAD') };
  };
  commit('feat: begin');
  git(work, 'tag', 'v1.0.0');
  const commits = messages.map(commit);
  git(work, 'push', '--quiet', 'origin', 'main', 'v1.0.0');

  const place: Place = {
    repository,
    account: {
      serverUrl: variable('GITHUB_SERVER_URL'),
      apiUrl: variable('GITHUB_API_URL'),
      token,
      readToken: '',
    },
    checkout: () => {
      const workspace = mkdtempSync(join(root, 'checkout-'));
      git(root, 'clone', '--quiet', cloneUrl, workspace);
      return workspace;
    },
  };
  const starts = commits.map((each) => ({ ...each, workspace: place.checkout() }));
  const runs = await Promise.all(
    starts.map(async ({ message, sha, workspace }) => {
      const { outputs } = await runStep(place, sha, { workspace });
      return { message, sha, outcome: outputs['outcome'] ?? '', tag: outputs['tag'] ?? '' };
    }),
  );

  const listed = git(work, 'ls-remote', '--tags', 'origin').split('\n');
  const tags = Object.fromEntries(listed.map((line) => line.split('\trefs/tags/').reverse()));
  // Who looks from outside sees no order of creation, but each claim names the tag that it was made after.
  const claims = git(work, 'ls-remote', 'origin', 'refs/workaday/after/*').split('\n');
  const next = new Map(claims.map((line): [string, string] => [line.slice(61), line.slice(0, 40)]));
  const created = ['v1.0.0'];
  for (let sha = next.get('v1.0.0'); sha !== undefined; sha = next.get(created.at(-1) ?? ''))
    created.push(Object.keys(tags).find((tag) => tags[tag] === sha) ?? `a claim of ${sha} without a tag`);
  const race = { runs, created, tags };
  expect(brokenLaws(race)).toEqual([]);
  expect(versionsByTheBook(race)).toEqual(created);
  expect(created).toHaveLength(Object.keys(tags).length);
  expect(runs.at(-1)?.outcome).toBe('released');
  expect(await admin.violations()).toEqual([]);
});
