import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestRepository } from './support/repository.ts';
import { type Inputs, runRecord, stepEnvironment } from './support/run-record.ts';

const app = 'store';
let repository: TestRepository;

beforeEach(async () => {
  repository = await TestRepository.start(`app: ${app}\n`);
});
afterEach(async () => {
  expect(await repository.standIn.admin.violations()).toEqual([]);
  await repository.standIn.stop();
});

const ends = {
  verified: { 'deploy-outcome': 'deployed', 'smoke-outcome': 'verified', 'smoke-reason': 'ok' },
  unproven: { 'deploy-outcome': 'deployed', 'smoke-outcome': 'unproven', 'smoke-reason': 'undecided' },
  'rolled-back': { 'deploy-outcome': 'rolled-back', 'deploy-reason': 'crash' },
  refused: { 'deploy-outcome': 'refused', 'deploy-reason': 'frozen' },
} as const;

/** Records a deployment of release N as its own run. */
async function deployed(release: number, end: keyof typeof ends, inputs: Inputs = {}) {
  const version = `1.${release}.0`;
  const id = inputs['github-releases'] === undefined ? await repository.draft(`v${version}`) : undefined;
  const drafted: Inputs =
    id === undefined ? {} : { tag: `v${version}`, 'github-releases': `v${version}=${id}` };
  const all = { version, release: String(release), app, ...drafted, ...ends[end], ...inputs };
  return runRecord(repository, all, undefined, { GITHUB_RUN_ID: `deploy-${release}` });
}

/** What the rollback action puts out, and its form. */
const goingBack = (from: number, to: number, more: Inputs = {}): Inputs => ({
  task: 'rollback',
  'rollback-outcome': 'rolled-back',
  'rollback-reason': 'ok',
  release: String(from),
  'restored-release': String(to),
  version: `1.${to}.0`,
  commit: repository.otherCommit,
  'undone-version': `1.${from}.0`,
  'undone-commit': repository.commit,
  'frozen-until': '2026-11-24T12:00:00Z',
  by: 'wim',
  why: 'the cart is empty',
  ...more,
});
const record = (inputs: Inputs) => runRecord(repository, inputs, undefined, { GITHUB_RUN_ID: 'back' });

/** Newest first, as GitHub lists them. */
async function deployments() {
  const { deployments } = await repository.dump();
  return deployments.map(({ task, payload, statuses }) => {
    const { workaday } = payload as { workaday: { release: string; restored?: string } };
    return { task, ...workaday, states: statuses.map(({ state }) => state) };
  });
}

/** As anyone reads it: the newest Deployment whose history contains a success, not later marked failure. */
async function live(): Promise<string | undefined> {
  const found = (await deployments()).find(
    ({ states }) =>
      states.includes('success') && states.lastIndexOf('failure') < states.lastIndexOf('success'),
  );
  return found?.restored ?? found?.release;
}

const issue = async () => (await repository.dump()).issues[0];

describe('a rollback by hand', () => {
  it('is a Deployment of what serves, and ends those of what was left', async () => {
    for (const release of [1, 2, 3]) await deployed(release, 'verified');
    expect(await live()).toBe('3');
    const report = await record(goingBack(3, 1, { url: 'https://store.example.com' }));
    expect(report.outputs).toMatchObject({ state: 'rolled-back', issue: '1' });
    expect(await live()).toBe('1');
    expect(await deployments()).toMatchObject([
      { task: 'rollback', release: '3', restored: '1', states: ['success'] },
      { task: 'deploy', release: '3', states: ['success', 'failure'] },
      { task: 'deploy', release: '2', states: ['success', 'failure'] },
      { task: 'deploy', release: '1', states: ['success'] },
    ]);
    const [own, left] = (await repository.dump()).deployments;
    expect(own).toMatchObject({
      id: Number(report.outputs.deployment),
      sha: repository.otherCommit,
      environment: 'production',
      description: 'wim went back from release 3 (1.3.0) to release 1 (1.1.0): the cart is empty',
      payload: {
        workaday: { app, release: '3', restored: '1', run: 'back' },
        version: '1.1.0',
        undone: { release: '3', version: '1.3.0', commit: repository.commit },
        by: 'wim',
        reason: 'the cart is empty',
      },
    });
    expect(own?.statuses).toMatchObject([
      { environmentUrl: 'https://store.example.com', logUrl: expect.stringContaining('/runs/back') },
    ]);
    expect(left?.statuses.at(-1)?.description).toBe(
      'wim rolled it back by hand, release 1 (1.1.0) serves again: the cart is empty',
    );
  });

  it('leaves the GitHub Releases of what was left marked, so that the next notes begin before them', async () => {
    for (const release of [1, 2, 3]) await deployed(release, 'verified');
    await record(goingBack(3, 1));
    const [one] = await repository.releases('v1.1.0');
    expect(one).toMatchObject({ name: 'v1.1.0', prerelease: false });
    for (const tag of ['v1.2.0', 'v1.3.0']) {
      const [left] = await repository.releases(tag);
      expect(left).toMatchObject({ name: `${tag} (rolled back)`, prerelease: true, draft: false });
      expect(left?.body).toMatch(
        /rolled back by hand in production by wim \(the cart is empty\).*Release 1 serves/,
      );
    }
    const { data } = await repository.octokit.rest.repos.getLatestRelease({ owner: 'acme', repo: 'shop' });
    expect(data.tag_name).toBe('v1.1.0');
  });

  it('writes only what is missing when it is recorded again', async () => {
    for (const release of [1, 2]) await deployed(release, 'verified');
    await record(goingBack(2, 1));
    const before = await repository.dump();
    const again = await record(goingBack(2, 1));
    expect(again.outputs.deployment).toBe(String(before.deployments[0]?.id));
    const after = await repository.dump();
    expect([after.deployments, after.releases]).toEqual([before.deployments, before.releases]);
    expect(after.issues[0]?.body).toBe(before.issues[0]?.body);
  });

  it('opens the one issue of the app, which the next verified release closes', async () => {
    for (const release of [1, 2]) await deployed(release, 'verified');
    await record(goingBack(2, 1));
    expect(await issue()).toMatchObject({ state: 'open', body: expect.stringContaining('Frozen until') });
    await deployed(3, 'refused', { release: '', 'github-releases': '' });
    const waiting = await issue();
    expect(waiting).toMatchObject({ state: 'open', body: expect.not.stringContaining('live and verified') });
    expect(await live()).toBe('1');
    const [refused] = (await repository.dump()).deployments;
    expect(refused?.statuses).toMatchObject([{ state: 'error', description: '1.3.0 refused: frozen' }]);
    await deployed(4, 'verified');
    expect(await issue()).toMatchObject({
      state: 'closed',
      body: expect.stringMatching(/live and verified[\s\S]*rolled-back by wim to release 1/),
    });
    expect(await live()).toBe('4');
  });

  it('that failed leaves no success, and calls a person', async () => {
    for (const release of [1, 2]) await deployed(release, 'verified');
    const failed = {
      'rollback-outcome': 'rollback-failed',
      'rollback-reason': 'restored-bad',
      'restored-release': '',
    };
    await record(goingBack(2, 1, failed));
    expect(await deployments()).toMatchObject([
      { task: 'rollback', states: ['failure'] },
      { release: '2', states: ['success', 'failure'] },
      { release: '1', states: ['success'] },
    ]);
    expect((await issue())?.body).toContain('a person is needed now');
  });

  it('whose job died is told, since it may have frozen', async () => {
    await record({ task: 'rollback', why: 'the cart is empty' });
    expect(await issue()).toMatchObject({
      state: 'open',
      body: expect.stringMatching(/\*\*ada\*\* wanted to go back[\s\S]*start the rollback form again/),
    });
    expect(await deployments()).toEqual([]);
  });

  it('that was refused, or needless, writes nothing and says so', async () => {
    await deployed(1, 'verified');
    const before = await repository.dump();
    for (const outcome of ['refused', 'nothing-to-do', 'failed']) {
      const inputs = {
        task: 'rollback',
        'rollback-outcome': outcome,
        'rollback-reason': 'not-allowed',
        by: 'rob',
      };
      const report = await record(inputs);
      expect(report.outputs).toEqual({ state: outcome, deployment: '', issue: '' });
      expect(report.summary).toContain('Nothing had to be written');
    }
    expect(await repository.dump()).toEqual(before);
  });

  it('in an environment that is not production finds what GitHub has made inactive', async () => {
    const staging = { environment: 'staging' };
    for (const release of [1, 2, 3]) await deployed(release, 'verified', staging);
    expect((await deployments()).map(({ states }) => states.at(-1))).toEqual([
      'success',
      'inactive',
      'inactive',
    ]);
    await record(goingBack(3, 1, staging));
    expect(await deployments()).toMatchObject([
      { task: 'rollback', states: ['success'] },
      { release: '3', states: ['success', 'inactive', 'failure'] },
      { release: '2', states: ['success', 'inactive', 'failure'] },
      { release: '1', states: ['success', 'inactive'] },
    ]);
    expect(await live()).toBe('1');
  });

  it('holds, when the record of what it left is written after it, or again', async () => {
    await deployed(1, 'verified');
    await record(goingBack(2, 1));
    const body = (await issue())?.body;
    await deployed(2, 'verified');
    expect(await live()).toBe('1');
    expect((await repository.releases('v1.2.0'))[0]).toMatchObject({
      name: 'v1.2.0 (rolled back)',
      body: expect.stringContaining('by wim (the cart is empty)'),
    });
    await deployed(2, 'verified', { 'github-releases': '' });
    await deployed(1, 'verified', { 'github-releases': '' });
    expect(await live()).toBe('1');
    expect(await issue()).toMatchObject({ state: 'open', body });
  });
});

describe('a rollback by the pipeline itself', () => {
  it('leaves live what serves, also past a release that was kept without a verdict', async () => {
    await deployed(1, 'verified');
    await deployed(2, 'unproven');
    expect(await live()).toBe('2');
    const report = await deployed(3, 'rolled-back', { 'restored-release': '1' });
    expect(report.lines).toContain('1 older GitHub Deployment: failure, since undone.');
    expect(await deployments()).toMatchObject([
      { release: '3', states: ['failure'] },
      { release: '2', states: ['success', 'failure'] },
      { release: '1', states: ['success'] },
    ]);
    expect(await live()).toBe('1');
    await deployed(4, 'rolled-back', { 'restored-release': '1' });
    expect(await live()).toBe('1');
  });

  it('stays right after one by hand', async () => {
    for (const release of [1, 2]) await deployed(release, 'verified');
    await record(goingBack(2, 1));
    await deployed(3, 'rolled-back', { 'restored-release': '1' });
    expect(await live()).toBe('1');
    expect((await deployments())[1]).toMatchObject({ task: 'rollback', states: ['success'] });
  });
});

describe('as a process', () => {
  it('speaks to the runner, with hostile words in every place', async () => {
    for (const release of [1, 2]) await deployed(release, 'verified');
    const why =
      'empty\n::error::pwned\n<!-- workaday app=x --> @everyone <img src=x> | `$(id)` [x](javascript:y)';
    const files = { GITHUB_OUTPUT: 'output', GITHUB_STEP_SUMMARY: 'summary' };
    const paths = Object.entries(files).map(([key, file]) => [key, join(repository.standIn.dir, file)]);
    for (const [, path] of paths) writeFileSync(path ?? '', '');
    const env = {
      ...stepEnvironment(repository, goingBack(2, 1, { why })),
      ...Object.fromEntries(paths),
    };
    const main = join(import.meta.dirname, '../src/main.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [main], { env });
    const [output = '', summary = ''] = paths.map(([, path]) => readFileSync(path ?? '', 'utf8'));
    expect(stdout).not.toMatch(/^::error::/m);
    expect(output).toMatch(/state<<(\S+)\nrolled-back\n\1/);
    const { issues, deployments, releases } = await repository.dump();
    const marked = releases.find(({ tagName }) => tagName === 'v1.2.0')?.body ?? '';
    for (const text of [summary, issues[0]?.body ?? '', marked]) {
      expect(text).toContain('empty');
      expect(text).not.toMatch(/@everyone|<img|<!-- workaday app=x|(?<!\\)\]\(javascript/);
    }
    expect(deployments[0]?.description).toMatch(/^wim went back .*: empty ::error::pwned /);
    expect(deployments[0]?.description).not.toMatch(/\p{Cc}/u);
  });
});

it('who broke the glass stands in the Deployment, as one inert line', async () => {
  const glass = 'abe: the old page costs us ::error:: <b>orders</b>';
  await deployed(1, 'verified', { 'broken-glass': glass });
  await deployed(2, 'verified');
  const [without, broken] = (await repository.dump()).deployments;
  expect(broken?.description).toBe(
    'release 1 (1.1.0), the glass broken by abe: the old page costs us ::error:: <b>orders</b>',
  );
  expect(broken?.payload).toMatchObject({ brokenGlass: glass });
  expect(without?.description).toBe('release 2 (1.2.0)');
  expect(without?.payload).not.toHaveProperty('brokenGlass');
});
