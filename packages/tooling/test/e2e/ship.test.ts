import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Change, pushFirst } from '../../src/demo/app-repository.ts';
import { exampleChanges } from '../../src/demo/changes.ts';
import { liveAnswer } from '../../src/demo/cluster-view.ts';
import { jobOf, type Run } from '../../src/demo/merge.ts';
import { publishWorkaday, type Stage, setStage } from '../../src/demo/stage.ts';
import { repositoryRoot } from '../../src/repository.ts';
import { readLedger } from './ledger.ts';

const quiet = () => {};
const testbed = inject('testbed');
let stage: Stage;
let counter = 0;

async function ship(change: Change): Promise<Run> {
  counter += 1;
  const sha = await stage.app.merge(`change-${counter}`, change);
  return stage.admin.waitForRun(stage.repository, { sha });
}

/** Everything a failed expectation needs to be understood. */
function told(ended: Run): string {
  return ended.jobs.map((job) => `${job.name}: ${job.conclusion}\n${job.summary}`).join('\n');
}

const outputs = (ended: Run, job: string) => jobOf(ended, job)?.outputs ?? {};
const releases = async () => (await readLedger(testbed, stage)).releases;
const deploymentOf = async (sha: string) =>
  (await stage.admin.dump(stage.repository)).deployments.filter((one) => one.sha === sha);
const remoteTags = async () =>
  (await run('git', ['ls-remote', '--tags', 'origin'], { cwd: stage.app.folder })).match(
    /(?<=refs\/tags\/)\S+/g,
  ) ?? [];

beforeAll(async () => {
  await publishWorkaday(testbed, quiet);
  stage = await setStage(testbed, join(repositoryRoot, 'examples/web-service'), 'acme/web-service', quiet);
});

afterAll(async () => {
  await stage?.clear();
});

describe('a push to main, through the released workflow and bundles', () => {
  it('goes to production: tag, digest, pods, release and deployment agree', async () => {
    const sha = await pushFirst(stage.app);
    const ended = await stage.admin.waitForRun(stage.repository, { sha });
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
    expect(await stage.view.runningDigests()).toEqual([digest]);
    expect(outputs(ended, 'deploy')).toMatchObject({
      'deploy-outcome': 'deployed',
      'smoke-outcome': 'verified',
      verdict: 'keep',
    });
    expect(await releases()).toMatchObject([{ number: 1, state: 'verified', version: '0.1.0', commit: sha }]);
    const { releases: published, issues } = await stage.admin.dump(stage.repository);
    expect(published).toMatchObject([{ tagName: 'v0.1.0', draft: false }]);
    expect(issues).toEqual([]);
    const [deployment] = await deploymentOf(sha);
    expect(deployment?.statuses.map((status) => status.state)).toEqual(['success']);
    expect((await liveAnswer(`${stage.url}/`)).text).toBe('Hello');
  });

  it('ships a merge with nothing to release under a build version, without tag or GitHub Release', async () => {
    const ended = await ship({
      message: 'chore: a note',
      files: { 'settings.json': '{ "greeting": "Hello from here" }\n' },
    });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(outputs(ended, 'version')).toMatchObject({ outcome: 'unreleased', tag: '' });
    expect(outputs(ended, 'version')['version']).toMatch(/^0\.1\.1-build\.\d+\.g[0-9a-f]{7,}$/);
    expect(await remoteTags()).toEqual(['v0.1.0']);
    expect((await releases()).at(-1)).toMatchObject({ number: 2, state: 'verified' });
    expect((await stage.admin.dump(stage.repository)).releases).toHaveLength(1);
  });

  it('undoes a release whose page is broken though it is ready, with its configuration', async () => {
    const before = { intent: await stage.view.intent(), answer: await liveAnswer(`${stage.url}/`) };
    const { bad } = await exampleChanges(stage.app.read);
    const ended = await ship(bad);
    expect(ended.conclusion, told(ended)).toBe('failure');
    expect(outputs(ended, 'deploy')).toMatchObject({
      'smoke-outcome': 'rolled-back',
      verdict: 'rollback',
      'restored-release': '2',
    });
    expect(await stage.view.intent()).toBe(before.intent);
    expect(await liveAnswer(`${stage.url}/`)).toEqual(before.answer);
    expect((await releases()).at(-1)).toMatchObject({ number: 3, state: 'rolled-back', restored: 2 });
    const [deployment] = await deploymentOf(ended.sha);
    expect(deployment?.statuses.at(-1)).toMatchObject({
      state: 'failure',
      description: expect.stringContaining('rolled-back'),
    });
    const { issues, releases: published } = await stage.admin.dump(stage.repository);
    expect(issues).toMatchObject([{ state: 'open', number: 1 }]);
    expect(published.map((release) => release.tagName)).toEqual(['v0.1.0']);
    expect(jobOf(ended, 'deploy')?.summary).toMatch(/500/);
  });

  it('undoes a release whose container crashes, and names the cause with its last words', async () => {
    const before = await stage.view.intent();
    const { crash } = await exampleChanges(async (path) =>
      path === 'k8s/settings.yaml' || path === 'server.js' ? original(path) : stage.app.read(path),
    );
    const ended = await ship(crash);
    expect(ended.conclusion, told(ended)).toBe('failure');
    expect(outputs(ended, 'deploy')).toMatchObject({
      'deploy-outcome': 'rolled-back',
      'restored-release': '2',
    });
    expect(await stage.view.intent()).toBe(before);
    expect(jobOf(ended, 'deploy')?.summary).toMatch(/ERR_MODULE_NOT_FOUND/);
    expect((await stage.admin.dump(stage.repository)).issues).toMatchObject([{ state: 'open', number: 1 }]);
  });

  it('closes the issue when a fix is verified', async () => {
    const ended = await ship({
      message: 'fix: the first page again',
      files: {
        'server.js': await original('server.js'),
        'k8s/settings.yaml': await original('k8s/settings.yaml'),
      },
    });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect((await stage.admin.dump(stage.repository)).issues).toMatchObject([{ state: 'closed', number: 1 }]);
  });
});

describe('three merges within a moment', () => {
  it('each get one answer, deploy one after the other, and the newest is what runs', async () => {
    const settings = await original('k8s/settings.yaml');
    const shas: string[] = [];
    for (const greeting of ['One', 'Two', 'Three']) {
      const files = { 'k8s/settings.yaml': settings.replace('Hello', greeting) };
      shas.push(
        await stage.app.merge(`greeting-${greeting}`, { message: `feat: greet with ${greeting}`, files }),
      );
    }
    const ended = await Promise.all(shas.map((sha) => stage.admin.waitForRun(stage.repository, { sha })));
    expect(
      ended.map((one) => one.conclusion),
      ended.map(told).join('\n'),
    ).toEqual(['success', 'success', 'success']);
    const tags = ended.map((one) => outputs(one, 'version')['tag']).filter((tag) => tag !== '');
    expect(new Set(tags).size).toBe(tags.length);
    const made = (await releases()).filter((release) => shas.includes(release.commit));
    expect(
      made.map((release) => release.state).filter((state) => state !== 'verified' && state !== 'superseded'),
    ).toEqual([]);
    expect(made.at(-1)).toMatchObject({ commit: shas[2], state: 'verified' });
    expect((await liveAnswer(`${stage.url}/`)).text).toBe('Three');
  });
});

describe('a runner that dies', () => {
  it('after the deploy and before the verdict: the next run of the commit settles the pending release', async () => {
    await stage.admin.killRunWhen(stage.repository, 'deploy: deployed');
    const killed = await ship({
      message: 'fix: say it again',
      files: { 'settings.json': '{ "greeting": "1" }\n' },
    });
    expect(killed.conclusion).not.toBe('success');
    expect((await releases()).at(-1)).toMatchObject({ state: 'pending', commit: killed.sha });
    await stage.admin.rerun(killed.id, 'ada');
    const again = await stage.admin.waitForRun(stage.repository, { id: killed.id });
    expect(again.conclusion, told(again)).toBe('success');
    expect((await releases()).filter((release) => release.commit === killed.sha)).toMatchObject([
      { state: 'verified' },
    ]);
  });

  it('in the deploy job alone: the settle job of the same run brings the release to its end', async () => {
    await stage.admin.killRunWhen(stage.repository, 'deploy: deployed', 'deploy');
    const ended = await ship({
      message: 'fix: and again',
      files: { 'settings.json': '{ "greeting": "2" }\n' },
    });
    expect(outputs(ended, 'settle'), told(ended)).toMatchObject({ outcome: 'verified' });
    expect((await releases()).at(-1)).toMatchObject({ state: 'verified', commit: ended.sha });
    expect((await deploymentOf(ended.sha)).at(0)?.statuses.at(-1)?.state).toBe('success');
  });
});

describe('a deploy job that dies before it made a release', () => {
  it('is recorded as failed, and the release that runs is not taken for it', async () => {
    const before = (await releases()).length;
    await stage.admin.killRunWhen(stage.repository, 'check manifests and rights', 'deploy');
    const ended = await ship({
      message: 'fix: too early',
      files: { 'settings.json': '{ "greeting": "early" }\n' },
    });
    expect(ended.conclusion, told(ended)).toBe('failure');
    expect(outputs(ended, 'settle')).toMatchObject({ outcome: 'failed', reason: 'no-release' });
    expect((await deploymentOf(ended.sha)).at(0)?.statuses.at(-1)?.state).toBe('failure');
    expect((await releases()).length).toBe(before);
  });
});

describe('a release tag', () => {
  it('that a person pushes deploys exactly that version', async () => {
    const git = (...args: string[]) => run('git', args, { cwd: stage.app.folder });
    await git('tag', 'v1.0.0');
    await git('push', '--quiet', 'origin', 'v1.0.0');
    const ended = await stage.admin.waitForRun(stage.repository, { ref: 'refs/tags/v1.0.0' });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(outputs(ended, 'version')).toMatchObject({ version: '1.0.0', tag: 'v1.0.0' });
    expect((await releases()).at(-1)).toMatchObject({ state: 'verified', version: '1.0.0' });
  });
});

describe('a merge that cannot be shipped says so, before anything is touched', () => {
  it.each([
    ['a manifest with a syntax error', 'k8s/broken.yaml', 'kind: [\n', 'deploy', /k8s\/broken\.yaml:\d+/],
    [
      'an unknown kind',
      'k8s/broken.yaml',
      'apiVersion: v1\nkind: Confmap\nmetadata: { name: x }\n',
      'deploy',
      /Confmap/,
    ],
    [
      'an image name with upper case',
      'workaday.yml',
      'services: { web-service: { image: ghcr.io/Acme/Web } }\n',
      'build',
      /upper-case|lower-case/,
    ],
    [
      'no Dockerfile',
      'workaday.yml',
      'services: { web-service: { dockerfile: nowhere/Dockerfile } }\n',
      'build',
      /nowhere\/Dockerfile/,
    ],
  ] as const)('%s', async (what, path, text, job, message) => {
    const before = { intent: await stage.view.intent(), releases: (await releases()).length };
    const ended = await ship({ message: `fix: ${what}`, files: { [path]: text } });
    await stage.app.remove(path);
    expect(ended.conclusion).toBe('failure');
    expect(jobOf(ended, job)?.conclusion).toBe('failure');
    expect(jobOf(ended, job)?.summary).toMatch(message);
    expect(
      jobOf(ended, job)
        ?.annotations.map((one) => one.message)
        .join('\n'),
    ).toMatch(message);
    expect({ intent: await stage.view.intent(), releases: (await releases()).length }).toEqual(before);
  });

  it('an empty credential is answered with the line that is missing', async () => {
    await stage.admin.setSecret(stage.repository, 'KUBECONFIG', '', 'production');
    const ended = await ship({
      message: 'fix: without a credential',
      files: { 'settings.json': '{ "greeting": "3" }\n' },
    });
    expect(ended.conclusion).toBe('failure');
    expect(jobOf(ended, 'deploy')?.summary).toContain(
      'KUBECONFIG: ${{ secrets.KUBECONFIG }}'.replaceAll('_', '\\_').slice(0, 10),
    );
  });
});

describe('over all these runs', () => {
  it('every call kept to GitHub’s description of its API, and no log line held a secret', async () => {
    expect(await stage.admin.violations()).toEqual([]);
    const runs = await stage.admin.runs(stage.repository);
    expect(runs.filter((one) => one.maskedLines > 0)).toEqual([]);
  });
});

function original(path: string): Promise<string> {
  return readFile(join(repositoryRoot, 'examples/web-service', path), 'utf8');
}
