import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GitHubClient, inputVariable, type Log, readInputs, readRunContext } from '@workaday/core';
import { githubClient, nodeFiles } from '@workaday/core/node';
import { type LoneStandIn, startStandIn } from '@workaday/testbed';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { contract } from '../src/contract.ts';
import { deploy } from '../src/run.ts';
import { asideFor, stepAside } from '../src/step-aside.ts';

// Real processes on a machine that may be busy with other test files.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const repository = 'acme/shop';
let standIn: LoneStandIn;
let github: GitHubClient;
let token: string;
let said: string[] = [];
const log: Log = { line: (text) => void said.push(text), group: (_, work) => work() };

beforeAll(async () => {
  standIn = await startStandIn();
  await standIn.admin.createRepository(repository, { actions: false });
  ({ token } = await standIn.admin.createUser('ada', { [repository]: 'write' }));
  github = await client(token);
  const { serverUrl } = standIn.addresses;
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', `${serverUrl.replace('//', `//ada:${token}@`)}/${repository}.git`);
});
afterAll(async () => {
  expect(await standIn.admin.violations()).toEqual([]);
  await standIn.stop();
});
beforeEach(() => {
  said = [];
});

const client = (of: string) =>
  githubClient(of, { apiUrl: standIn.addresses.apiUrl, owner: 'acme', name: 'shop' });

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  const cwd = standIn.dir;
  const options = { cwd, env: { ...env, GIT_DIR: join(cwd, 'clone.git'), GIT_WORK_TREE: cwd } };
  return execFileSync('git', [...identity, ...args], { ...options, encoding: 'utf8' }).trim();
}

/** One push of these commits; answers the last one. */
function push(...messages: string[]): string {
  for (const message of messages) git('commit', '--quiet', '--allow-empty', '--message', message);
  git('push', '--quiet', 'origin', 'main');
  return git('rev-parse', 'HEAD');
}

const payload = { repository: { default_branch: 'main' } };
const find = (commit: string, more: Record<string, string> = {}, asked: object = {}, by = github) => {
  const env = {
    ...{ GITHUB_REPOSITORY: repository, GITHUB_SHA: commit, GITHUB_REF: 'refs/heads/main' },
    ...{ GITHUB_WORKSPACE: standIn.dir, GITHUB_RUN_ID: '1', ...more },
  };
  const event = JSON.stringify({ ...payload, ...asked });
  return asideFor(commit, {
    ...{ context: readRunContext(env), event, log },
    github: () => Promise.resolve({ github: by }),
  });
};

describe('what GitHub says is waiting', () => {
  test('nothing behind the newest', async () => {
    expect(await find(push('feat: one'))).toBeUndefined();
    expect(said).toEqual([expect.stringContaining('no newer commit of main')]);
  });

  test('the newest of several, and how many', async () => {
    const ours = push('feat: ours');
    push('feat: two');
    const head = push('feat: three\n\nwith a body');
    expect(await find(ours)).toEqual({
      newest: { sha: head, message: 'feat: three\n\nwith a body' },
      count: 2,
    });
  });

  test('the newest that has a run, where the head asks for none', async () => {
    const ours = push('feat: ours');
    const pushed = push('feat: alone');
    push('feat: not the head of its push', 'docs: x [skip ci]');
    expect((await find(ours))?.newest.sha).toBe(pushed);
    const last = git('rev-parse', 'HEAD~1');
    expect(await find(last), 'nothing behind it has one').toBeUndefined();
  });

  test('nothing, where history was rewritten', async () => {
    const ours = push('feat: ours');
    git('commit', '--quiet', '--amend', '--allow-empty', '--message', 'feat: other');
    git('push', '--quiet', '--force', 'origin', 'main');
    expect(await find(ours)).toBeUndefined();
  });

  test('nothing is asked by who deploys anyway', async () => {
    const ours = push('feat: ours');
    push('feat: newer');
    await standIn.admin.resetRequests();
    expect(await find(ours, { GITHUB_RUN_ATTEMPT: '2' })).toBeUndefined();
    const reverts = { commits: [{ message: `Revert "feat: x"\n\nThis reverts commit ${ours}.` }] };
    expect(await find(ours, {}, reverts)).toBeUndefined();
    expect(await find(ours, { GITHUB_EVENT_NAME: 'workflow_dispatch' })).toBeUndefined();
    expect(await standIn.admin.requests()).toEqual({});
  });

  test('silence is no evidence: the run deploys, and says why', async () => {
    const ours = push('feat: ours');
    push('feat: newer');
    const missing = '0'.repeat(40);
    for (const asked of [find(ours, {}, {}, await client('ghp_unknown')), find(missing)])
      expect(await asked).toBeUndefined();
    const silence = expect.stringContaining('GitHub did not say what is waiting');
    expect(said).toEqual([silence, silence]);
  });
});

describe('a deploy', () => {
  const touched = 'the cluster was touched';
  /** Up to where it would ask the cluster anything. */
  async function deployIn(config: string, commit: string, inputs: Record<string, string> = {}) {
    const folder = mkdtempSync(join(standIn.dir, 'app-'));
    mkdirSync(join(folder, 'k8s'));
    writeFileSync(join(folder, 'workaday.yml'), config);
    const env = {
      ...{ GITHUB_REPOSITORY: repository, GITHUB_SHA: commit, GITHUB_REF: 'refs/heads/main' },
      ...{ GITHUB_WORKSPACE: folder, GITHUB_RUN_ID: '1' },
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value])),
    };
    return deploy(readInputs(contract.inputs, env), {
      ...{ context: readRunContext(env), event: JSON.stringify(payload), files: nodeFiles(folder), log, env },
      github: () => Promise.resolve({ github, teams: undefined }),
      connect: () => Promise.reject(new Error(touched)),
    } as unknown as Parameters<typeof deploy>[1]);
  }

  test('steps aside before the cluster is touched, where the configuration lets it', async () => {
    const ours = push('feat: ours');
    push('feat: newer');
    const report = await deployIn('coalesce: true\n', ours);
    expect(report).toMatchObject({ outcome: 'superseded', reason: 'coalesced', outputs: {} });
    await expect(deployIn('app: shop\n', ours)).rejects.toThrow(touched);
    await expect(deployIn('coalesce: true\n', ours, { 'dry-run': 'true' })).rejects.toThrow(touched);
    await expect(deployIn('coalesce: true\n', git('rev-parse', 'HEAD'))).rejects.toThrow(touched);
  });
});

test('a run that steps aside says for which commit, why, and what makes it move', () => {
  const place = { app: 'shop', environment: 'production', namespace: 'shop' };
  const newest = { sha: 'b'.repeat(40), message: 'feat: @everyone <img> `x`\n\nbody' };
  const report = stepAside(place, 'a'.repeat(40), { newest, count: 1 });
  expect(report).toMatchObject({ outcome: 'superseded', reason: 'coalesced' });
  expect(report.message).toMatch(/^1 newer commit waits behind aaaaaaaaaaaa, .* for bbbbbbbbbbbb /);
  expect(report.summary).toMatch(/superseded \(coalesced\)[\s\S]*\*\*Why:\*\* 1 newer commit waits/);
  expect(report.summary).toContain('run this one again: a second attempt does not step aside');
  expect(report.summary).not.toMatch(/@everyone|<img/);
});
