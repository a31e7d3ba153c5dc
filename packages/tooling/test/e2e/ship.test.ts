import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@workaday/testbed';
import semver from 'semver';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { exampleChanges } from '../../src/demo/changes.ts';
import { liveAnswer } from '../../src/demo/cluster-view.ts';
import { jobOf, type Run } from '../../src/demo/merge.ts';
import { repositoryRoot } from '../../src/repository.ts';
import { expectRollbackTold } from './rollback-told.ts';
import { dispatchWorkflow, outputs, type Shipping, startShipping, told } from './shipping.ts';

const testbed = inject('testbed');
const example = join(repositoryRoot, 'examples/web-service');
const original = (path: string) => readFile(join(example, path), 'utf8');
let shipping: Shipping;

beforeAll(async () => {
  shipping = await startShipping(testbed, example, 'acme/web-service');
});
afterAll(() => shipping?.stage.clear());

async function remoteTags(): Promise<string[]> {
  const out = await run('git', ['ls-remote', '--tags', 'origin'], { cwd: shipping.stage.app.folder });
  return out.match(/(?<=refs\/tags\/)\S+/g) ?? [];
}

/** Someone with this role presses the button of a form. */
async function press(
  login: string,
  role: 'admin' | 'write' | 'triage',
  inputs: Record<string, string>,
  form = 'rollback.yml',
) {
  const { admin, repository } = shipping.stage;
  const { token } = await admin.createUser(login, { [repository]: role });
  return dispatchWorkflow(testbed, repository, form, { token, inputs });
}

async function unlock(login: string): Promise<Run> {
  const { id } = await press(login, 'write', { command: 'unlock' }, 'lock.yml');
  const ended = await shipping.stage.admin.waitForRun(shipping.stage.repository, { id: id ?? 0 });
  expect(ended.conclusion, told(ended)).toBe('success');
  return ended;
}

describe('a push to main, through the released workflow and bundles', () => {
  it('goes to production: tag, digest, pods, release and deployment agree', async () => {
    const ended = await shipping.first();
    const { sha } = ended;
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(outputs(ended, 'version')).toMatchObject({ outcome: 'released', version: '0.1.0', tag: 'v0.1.0' });
    expect(await remoteTags()).toEqual(['v0.1.0']);
    const [, image = ''] = (outputs(ended, 'build')['images'] ?? '').split('=');
    const [name = '', digest = ''] = image.split('@');
    expect(name).toBe(`${testbed.registry.host}/acme/web-service`);
    const manifest = await fetch(`http://${testbed.registry.host}/v2/acme/web-service/manifests/${digest}`, {
      method: 'HEAD',
    });
    expect(manifest.status).toBe(200);
    expect(await shipping.stage.view.runningDigests()).toEqual([digest]);
    expect(outputs(ended, 'deploy')).toMatchObject({
      'deploy-outcome': 'deployed',
      'smoke-outcome': 'verified',
      verdict: 'keep',
    });
    expect(await shipping.releases()).toMatchObject([
      { number: 1, state: 'verified', version: '0.1.0', commit: sha },
    ]);
    const { releases: published, issues } = await shipping.stage.admin.dump(shipping.stage.repository);
    expect(published).toMatchObject([{ tagName: 'v0.1.0', name: 'v0.1.0', draft: false, prerelease: false }]);
    expect(issues).toEqual([]);
    const [deployment] = await shipping.deployments(sha);
    expect(deployment?.statuses.map((status) => status.state)).toEqual(['success']);
    expect((await liveAnswer(`${shipping.stage.url}/`)).text).toBe('Hello');
  });

  it('ships a merge with nothing to release under a build version, without tag or GitHub Release', async () => {
    const ended = await shipping.ship({
      message: 'chore: a note',
      files: { 'settings.json': '{ "greeting": "Hello from here" }\n' },
    });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(outputs(ended, 'version')).toMatchObject({ outcome: 'unreleased', tag: '' });
    expect(outputs(ended, 'version')['version']).toMatch(/^0\.1\.1-build\.\d+\.g[0-9a-f]{7,}$/);
    expect(await remoteTags()).toEqual(['v0.1.0']);
    expect((await shipping.releases()).at(-1)).toMatchObject({ number: 2, state: 'verified' });
    expect((await shipping.stage.admin.dump(shipping.stage.repository)).releases).toHaveLength(1);
  });

  it('undoes a release whose page is broken though it is ready, with its configuration', async () => {
    const before = {
      intent: await shipping.stage.view.intent(),
      answer: await liveAnswer(`${shipping.stage.url}/`),
    };
    const { bad } = await exampleChanges(shipping.stage.app.read);
    const ended = await shipping.ship(bad);
    expect(ended.conclusion, told(ended)).toBe('failure');
    expect(outputs(ended, 'deploy')).toMatchObject({
      'smoke-outcome': 'rolled-back',
      verdict: 'rollback',
      'restored-release': '2',
    });
    expect(await shipping.stage.view.intent()).toBe(before.intent);
    expect(await liveAnswer(`${shipping.stage.url}/`)).toEqual(before.answer);
    expect((await shipping.releases()).at(-1)).toMatchObject({
      number: 3,
      state: 'rolled-back',
      restored: 2,
    });
    const [deployment] = await shipping.deployments(ended.sha);
    expect(deployment?.statuses.at(-1)).toMatchObject({
      state: 'failure',
      description: expect.stringContaining('rolled-back'),
    });
    const { issues, releases: published } = await shipping.stage.admin.dump(shipping.stage.repository);
    expect(issues).toMatchObject([{ state: 'open', number: 1 }]);
    expect(published).toMatchObject([
      {
        tagName: 'v0.2.0',
        draft: true,
        name: 'v0.2.0 (rolled back)',
        body: expect.stringMatching(
          /^<!-- workaday -->\n> \[!WARNING\]\n.*Release 2 serves again.*a warmer greeting/s,
        ),
      },
      { tagName: 'v0.1.0', draft: false },
    ]);
    expect(jobOf(ended, 'deploy')?.summary).toMatch(/500/);
  });

  it('undoes a release whose container crashes, and names the cause with its last words', async () => {
    const before = await shipping.stage.view.intent();
    const { crash } = await exampleChanges(async (path) =>
      path === 'k8s/settings.yaml' || path === 'server.js' ? original(path) : shipping.stage.app.read(path),
    );
    const ended = await shipping.ship(crash);
    expect(ended.conclusion, told(ended)).toBe('failure');
    expect(outputs(ended, 'deploy')).toMatchObject({
      'deploy-outcome': 'rolled-back',
      'restored-release': '2',
    });
    expect(await shipping.stage.view.intent()).toBe(before);
    expect(jobOf(ended, 'deploy')?.summary).toMatch(/ERR_MODULE_NOT_FOUND/);
    expect((await shipping.stage.admin.dump(shipping.stage.repository)).issues).toMatchObject([
      { state: 'open', number: 1 },
    ]);
    expect(await shipping.githubReleases(ended)).toMatchObject([
      {
        draft: true,
        name: expect.stringMatching(/ \(rolled back\)$/),
        body: expect.stringContaining('`crash`'),
      },
    ]);
  });

  it('takes no more merges after two in a row, until someone unlocks the app', async () => {
    const refused = await shipping.ship({
      message: 'fix: too soon',
      files: { 'settings.json': '{ "greeting": "too soon" }\n' },
    });
    expect(refused.conclusion, told(refused)).toBe('failure');
    expect(outputs(refused, 'deploy')).toMatchObject({
      'deploy-outcome': 'refused',
      'deploy-reason': 'frozen',
    });
    expect(told(refused)).toContain('2 automatic rollbacks in a row');
    expect(jobOf(await unlock('una'), 'lock')?.summary).toContain('web-service is frozen by workaday until');
  });

  it('closes the issue when a fix is verified, and tells in its release what was undone in between', async () => {
    const ended = await shipping.ship({
      message: 'fix: the first page again',
      files: {
        'server.js': await original('server.js'),
        'k8s/settings.yaml': await original('k8s/settings.yaml'),
      },
    });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect((await shipping.stage.admin.dump(shipping.stage.repository)).issues).toMatchObject([
      { state: 'closed', number: 1 },
    ]);
    const [release] = await shipping.githubReleases(ended);
    expect(release).toMatchObject({ draft: false, prerelease: false, name: release?.tagName });
    for (const subject of ['the first page again', 'greet again, with metrics', 'a warmer greeting'])
      expect(release?.body).toContain(subject);
    expect(release?.body).not.toContain('<!-- workaday -->');
  });
});

describe('the text of a commit', () => {
  it('is data: no command, shell, mention or markup of it takes effect on its whole way', async () => {
    const canary = join(tmpdir(), `workaday-canary-${process.pid}`);
    const hostile = [
      `feat: ::error::pwned $(touch ${canary}) \`touch ${canary}\` @everyone <img src=x>`,
      '::set-output name=version::9.9.9',
      '##[error]pwned',
      'ghadelimiter_0\nversion=9.9.9',
    ].join('\n');
    const ended = await shipping.ship({
      message: hostile,
      files: { 'settings.json': '{ "greeting": "!" }\n' },
    });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(outputs(ended, 'version')['version']).toMatch(/^0\.\d+\.0$/);
    expect(existsSync(canary)).toBe(false);
    expect(ended.jobs.flatMap((job) => job.annotations.filter(({ level }) => level === 'error'))).toEqual([]);
    const { releases } = await shipping.stage.admin.dump(shipping.stage.repository);
    const notes = releases.find(({ tagName }) => tagName === outputs(ended, 'version')['tag'])?.body ?? '';
    expect(notes).toContain('pwned');
    expect(notes + told(ended)).not.toMatch(/@everyone|<img/);
  });
});

describe('four merges within a moment', () => {
  it('each get one answer, deploy one after the other, and the newest is what runs', async () => {
    const settings = await original('k8s/settings.yaml');
    const shas: string[] = [];
    const merges = { One: 'fix', Two: 'feat', Three: 'fix', Four: 'feat!' };
    for (const [greeting, type] of Object.entries(merges)) {
      const files = { 'k8s/settings.yaml': settings.replace('Hello', greeting) };
      shas.push(
        await shipping.stage.app.merge(`greeting-${greeting}`, {
          message: `${type}: greet with ${greeting}`,
          files,
        }),
      );
    }
    const ended = await Promise.all(
      shas.map((sha) => shipping.stage.admin.waitForRun(shipping.stage.repository, { sha })),
    );
    expect(
      ended.map((one) => one.conclusion),
      ended.map(told).join('\n'),
    ).toEqual(shas.map(() => 'success'));
    const versions = ended.map((one) => outputs(one, 'version'));
    const released = versions.filter(({ outcome }) => outcome === 'released');
    const numbers = released.map(({ version = '' }) => version);
    expect(numbers).toEqual([...new Set(numbers)].sort(semver.compare));
    expect(versions.filter(({ outcome }) => outcome !== 'released' && outcome !== 'superseded')).toEqual([]);
    expect(versions.at(-1)).toMatchObject({ outcome: 'released' });
    const tags = await remoteTags();
    for (const { tag = '' } of released) expect(tags).toContain(tag);
    for (const one of ended) {
      const [release] = await shipping.githubReleases(one);
      const proven = outputs(one, 'deploy')['smoke-outcome'] === 'verified';
      if (release !== undefined) expect(release.draft, release.name ?? '').toBe(!proven);
    }
    const made = (await shipping.releases()).filter((release) => shas.includes(release.commit));
    expect(
      made.map((release) => release.state).filter((state) => state !== 'verified' && state !== 'superseded'),
    ).toEqual([]);
    expect(made.at(-1)).toMatchObject({ commit: shas[3], state: 'verified' });
    expect((await liveAnswer(`${shipping.stage.url}/`)).text).toBe('Four');
  });
});

describe('a release tag', () => {
  it('that a person pushes deploys exactly that version, with the image that the merge has built', async () => {
    const merged = (await shipping.releases()).at(-1);
    const git = (...args: string[]) => run('git', args, { cwd: shipping.stage.app.folder });
    await git('tag', 'v1.0.0');
    await git('push', '--quiet', 'origin', 'v1.0.0');
    const ended = await shipping.stage.admin.waitForRun(shipping.stage.repository, {
      ref: 'refs/tags/v1.0.0',
    });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(outputs(ended, 'version')).toMatchObject({ version: '1.0.0', tag: 'v1.0.0' });
    expect((await shipping.releases()).at(-1)).toMatchObject({
      state: 'verified',
      version: '1.0.0',
      images: merged?.images,
    });
    expect(jobOf(ended, 'build')?.summary).toMatch(/nothing to build/);
    expect(await shipping.githubReleases(ended)).toMatchObject([{ tagName: 'v1.0.0', draft: false }]);
  });
});

describe('the form with which a person goes back', () => {
  it('is not theirs who may not write', async () => {
    expect(await press('rob', 'triage', { reason: 'because I can' })).toEqual({ status: 403 });
  });

  it('brings the last verified release back, without a build, and stops the next merge', async () => {
    const before = await shipping.releases();
    const live = before.at(-1);
    const reason = 'the page is `empty` ::error::x $(id) "; exit 1';
    const { id } = await press('wim', 'write', { reason });
    const ended = await shipping.stage.admin.waitForRun(shipping.stage.repository, { id: id ?? 0 });
    expect(ended.conclusion, told(ended)).toBe('success');
    const back = before.filter(({ state }) => state === 'verified').at(-2);
    expect(outputs(ended, 'rollback')).toMatchObject({
      outcome: 'rolled-back',
      'restored-release': String(back?.number),
    });
    expect((await shipping.releases()).at(-1)).toMatchObject({
      number: live?.number,
      state: 'rolled-back',
      reason: 'by-hand',
      restored: back?.number,
    });
    expect(jobOf(ended, 'rollback')?.summary).toContain('wim went back from');
    await expectRollbackTold(shipping, live, back, 'the page is \\`empty\\` ::error::x $(id)');
    const frozen = await shipping.ship({
      message: 'fix: not now',
      files: { 'settings.json': '{ "greeting": "frozen" }\n' },
    });
    expect(frozen.conclusion, told(frozen)).toBe('failure');
    expect(outputs(frozen, 'deploy')).toMatchObject({
      'deploy-outcome': 'refused',
      'deploy-reason': 'frozen',
    });
    expect((await shipping.deployments(frozen.sha))[0]?.statuses).toMatchObject([
      { state: 'error', description: expect.stringContaining('refused: frozen') },
    ]);
    expect(jobOf(frozen, 'record')?.summary).toMatch(/\*\*What makes it move:\*\* Merge a revert/);
    const { issues } = await shipping.stage.admin.dump(shipping.stage.repository);
    expect(issues).toMatchObject([{ number: 1, state: 'open' }]);
  });

  it('has one beside it that ends the freeze, and the next merge goes to production again', async () => {
    expect(jobOf(await unlock('uma'), 'lock')?.summary).toContain('web-service is frozen by wim until');
    const ended = await shipping.ship({
      message: 'fix: now',
      files: { 'settings.json': '{ "greeting": "Thawed" }\n' },
    });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect((await shipping.releases()).at(-1)).toMatchObject({ state: 'verified', commit: ended.sha });
    const { issues, releases } = await shipping.stage.admin.dump(shipping.stage.repository);
    expect(issues).toMatchObject([{ number: 1, state: 'closed' }]);
    const notes = releases.find(({ tagName }) => tagName === outputs(ended, 'version')['tag'])?.body;
    expect(notes, 'what was frozen out is told, too').toContain('not now');
  });
});

describe('a release tag below what is live', () => {
  it('is a rollback to what was verified then: nothing is built, and merges stop', async () => {
    const git = (...args: string[]) => run('git', args, { cwd: shipping.stage.app.folder });
    const before = await shipping.releases();
    const first = before.find(({ version }) => version === '0.1.0');
    await git('push', '--quiet', 'origin', ':refs/tags/v0.1.0');
    await git('tag', '--force', 'v0.1.0', first?.commit ?? '');
    await git('push', '--quiet', 'origin', 'v0.1.0');
    const ended = await shipping.stage.admin.waitForRun(shipping.stage.repository, {
      ref: 'refs/tags/v0.1.0',
    });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(outputs(ended, 'deploy')).toMatchObject({
      'deploy-outcome': 'superseded',
      'deploy-reason': 'older-tag',
      'rollback-outcome': 'rolled-back',
      'restored-release': String(first?.number),
    });
    expect((await shipping.releases()).at(-1)).toMatchObject({ state: 'rolled-back', reason: 'by-hand' });
    expect((await liveAnswer(`${shipping.stage.url}/`)).text).toBe('Hello');
    const { deployments, issues } = await shipping.stage.admin.dump(shipping.stage.repository);
    expect(deployments[0]).toMatchObject({
      ...{ task: 'rollback', sha: first?.commit, statuses: [{ state: 'success' }] },
      payload: { workaday: { restored: String(first?.number) }, reason: expect.stringContaining('v0.1.0') },
    });
    expect(issues).toMatchObject([{ state: 'open', body: expect.stringContaining('Frozen until') }]);
  });
});

describe('the glass', () => {
  const inputs = { 'break-glass': 'the old page costs us orders ::error::x' };

  it('is not broken by who may only deploy', async () => {
    const { id } = await press('wim', 'write', inputs, 'ship.yml');
    const ended = await shipping.stage.admin.waitForRun(shipping.stage.repository, { id: id ?? 0 });
    expect(ended.conclusion, told(ended)).toBe('failure');
    expect(outputs(ended, 'deploy')).toMatchObject({
      'deploy-outcome': 'refused',
      'deploy-reason': 'not-allowed',
    });
  });

  it('is broken by an administrator: past the freeze, told and recorded', async () => {
    const { id } = await press('abe', 'admin', inputs, 'ship.yml');
    const ended = await shipping.stage.admin.waitForRun(shipping.stage.repository, { id: id ?? 0 });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(jobOf(ended, 'deploy')?.summary).toContain('**abe broke the glass:**');
    expect((await shipping.releases()).at(-1)).toMatchObject({
      state: 'verified',
      commit: ended.sha,
      brokenGlass: { by: 'abe', reason: inputs['break-glass'] },
    });
    expect(await shipping.deployments(ended.sha)).toContainEqual(
      expect.objectContaining({
        description: expect.stringContaining('the glass broken by abe: the old page costs us orders'),
        payload: expect.objectContaining({ brokenGlass: `abe: ${inputs['break-glass']}` }),
      }),
    );
    expect((await liveAnswer(`${shipping.stage.url}/`)).text).toBe('Four');
  });
});

describe('over all these runs', () => {
  it('every call kept to GitHub’s description of its API, and no log line held a secret', async () => {
    expect(await shipping.stage.admin.violations()).toEqual([]);
    const runs = await shipping.stage.admin.runs(shipping.stage.repository);
    expect(runs.filter((one) => one.maskedLines > 0)).toEqual([]);
  });
});
