import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeClock, nodeHttp } from '@workaday/core/node';
import { adminClient, StandIn } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { githubLine } from '../src/publish/github-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'workaday-github-line-'));
const repository = 'acme/shop';
let standIn: StandIn;
let token: string;
let commits: string[];
let aside: string;

beforeAll(async () => {
  standIn = await StandIn.start(folder, { act: 'none', path: [], env: {} });
  const admin = adminClient(standIn.addresses.adminUrl);
  await admin.createRepository(repository, { actions: false });
  ({ token } = await admin.createUser('rita', { [repository]: 'read' }));
  const work = join(folder, 'work');
  mkdirSync(work);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: work,
      encoding: 'utf8',
    }).trim();
  const commit = (text: string) => {
    git('commit', '--quiet', '--allow-empty', '--message', text);
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch=main');
  commits = ['one', 'two', 'three'].map(commit);
  git('checkout', '--quiet', '-b', 'aside', commits[0] ?? '');
  aside = commit('aside');
  git('push', '--quiet', '--all', join(folder, 'repos', `${repository}.git`));
});
afterAll(async () => {
  const violations = await adminClient(standIn.addresses.adminUrl).violations();
  await standIn.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  expect(violations).toEqual([]);
});

const above = (commit: string, given = token) => {
  const context = { apiUrl: standIn.addresses.apiUrl, repository };
  return githubLine('main', given, { http: nodeHttp, clock: nodeClock, context }).above(commit);
};

describe('what stands above a commit, as GitHub tells it', () => {
  it('is newest first, and nothing above the newest', async () => {
    const [one = '', two = '', three = ''] = commits;
    expect(await above(one)).toEqual([three, two]);
    expect(await above(three)).toEqual([]);
  });

  it('is not known of a commit that is not on the branch', async () => {
    expect(await above(aside)).toEqual({ unknown: 'this commit is not on main' });
  });

  it.each([
    ['a commit that nobody knows', '0'.repeat(40), undefined, /HTTP 404/],
    ['a token that is not valid', '', 'ghs_wrong', /HTTP 401/],
    ['no token', '', '', /github-token is empty/],
  ])('is not known for %s', async (_, commit, given, why) => {
    expect(await above(commit || (commits[0] ?? ''), given ?? token)).toEqual({
      unknown: expect.stringMatching(why),
    });
  });
});
