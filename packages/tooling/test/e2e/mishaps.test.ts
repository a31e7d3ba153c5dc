import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { jobOf } from '../../src/demo/merge.ts';
import { repositoryRoot } from '../../src/repository.ts';
import { copyWithoutNodePort, outputs, type Shipping, startShipping, told } from './shipping.ts';

const testbed = inject('testbed');
let source: string;
let shipping: Shipping;

beforeAll(async () => {
  source = await copyWithoutNodePort(join(repositoryRoot, 'examples/web-service'));
  shipping = await startShipping(testbed, source, 'acme/mishaps');
  const ended = await shipping.first();
  expect(ended.conclusion, told(ended)).toBe('success');
});
afterAll(async () => {
  await shipping?.stage.clear();
  await rm(source, { recursive: true });
});

describe('a runner that dies', () => {
  it('after the deploy and before the verdict: the next run of the commit settles the pending release', async () => {
    await shipping.stage.admin.killRunWhen(shipping.stage.repository, 'deploy: deployed');
    const killed = await shipping.ship({
      message: 'fix: say it again',
      files: { 'settings.json': '{ "greeting": "1" }\n' },
    });
    expect(killed.conclusion).not.toBe('success');
    expect((await shipping.releases()).at(-1)).toMatchObject({ state: 'pending', commit: killed.sha });
    await shipping.stage.admin.rerun(killed.id, 'ada');
    const again = await shipping.stage.admin.waitForRun(shipping.stage.repository, { id: killed.id });
    expect(again.conclusion, told(again)).toBe('success');
    expect((await shipping.releases()).filter((release) => release.commit === killed.sha)).toMatchObject([
      { state: 'verified' },
    ]);
    expect(await shipping.githubReleases(again)).toMatchObject([{ draft: false, prerelease: false }]);
  });

  it('in the deploy job alone: the settle job of the same run brings the release to its end', async () => {
    await shipping.stage.admin.killRunWhen(shipping.stage.repository, 'deploy: deployed', 'deploy');
    const ended = await shipping.ship({
      message: 'fix: and again',
      files: { 'settings.json': '{ "greeting": "2" }\n' },
    });
    expect(outputs(ended, 'settle'), told(ended)).toMatchObject({ outcome: 'verified' });
    expect((await shipping.releases()).at(-1)).toMatchObject({ state: 'verified', commit: ended.sha });
    expect((await shipping.deployments(ended.sha)).at(0)?.statuses.at(-1)?.state).toBe('success');
    expect(await shipping.githubReleases(ended)).toMatchObject([{ draft: false, prerelease: false }]);
  });
});

describe('a deploy job that dies before it made a release', () => {
  it('is recorded as failed, and the release that runs is not taken for it', async () => {
    const before = (await shipping.releases()).length;
    await shipping.stage.admin.killRunWhen(
      shipping.stage.repository,
      'read and check the manifests',
      'deploy',
    );
    const ended = await shipping.ship({
      message: 'fix: too early',
      files: { 'settings.json': '{ "greeting": "early" }\n' },
    });
    expect(ended.conclusion, told(ended)).toBe('failure');
    expect(outputs(ended, 'settle')).toMatchObject({ outcome: 'failed', reason: 'no-release' });
    expect((await shipping.deployments(ended.sha)).at(0)?.statuses.at(-1)?.state).toBe('failure');
    expect((await shipping.releases()).length).toBe(before);
    expect(await shipping.githubReleases(ended)).toMatchObject([
      {
        draft: true,
        name: expect.stringMatching(/ \(failed\)$/),
        body: expect.stringContaining('`no-release`'),
      },
    ]);
  });
});

describe('an app whose caller says that its rollout is the proof', () => {
  it('is verified by the deploy, asked nothing, and recorded as good', async () => {
    const workflow = '.github/workflows/ship.yml';
    const caller = (await shipping.stage.app.read(workflow)).replace(
      '@v1\n',
      '@v1\n    with: { verify: rollout }\n',
    );
    const ended = await shipping.ship({
      message: 'feat: proven by its rollout',
      files: { [workflow]: caller },
    });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(outputs(ended, 'deploy')).toMatchObject({
      'deploy-outcome': 'deployed',
      'smoke-reason': 'already-settled',
    });
    expect((await shipping.releases()).at(-1)).toMatchObject({ state: 'verified', commit: ended.sha });
    expect((await shipping.deployments(ended.sha)).at(0)?.statuses.at(-1)?.state).toBe('success');
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
      'an image name with a tag',
      'workaday.yml',
      'services: { mishaps: { image: ghcr.io/Acme/Web:latest } }\n',
      'build',
      /ghcr.io.acme.web:latest.*without tag/s,
    ],
    [
      'no Dockerfile',
      'workaday.yml',
      'services: { mishaps: { dockerfile: nowhere/Dockerfile } }\n',
      'build',
      /nowhere\/Dockerfile/,
    ],
  ] as const)('%s', async (what, path, text, job, message) => {
    const before = {
      intent: await shipping.stage.view.intent(),
      releases: (await shipping.releases()).length,
    };
    const ended = await shipping.ship({ message: `fix: ${what}`, files: { [path]: text } });
    await shipping.stage.app.remove(path);
    expect(ended.conclusion).toBe('failure');
    expect(jobOf(ended, job)?.conclusion).toBe('failure');
    expect(jobOf(ended, job)?.summary).toMatch(message);
    expect(
      jobOf(ended, job)
        ?.annotations.map((one) => one.message)
        .join('\n'),
    ).toMatch(message);
    expect({
      intent: await shipping.stage.view.intent(),
      releases: (await shipping.releases()).length,
    }).toEqual(before);
    expect(await shipping.githubReleases(ended)).toMatchObject([{ draft: true }]);
  });

  it('an empty credential is answered with the line that is missing', async () => {
    await shipping.stage.admin.setSecret(shipping.stage.repository, 'KUBECONFIG', '', 'production');
    const ended = await shipping.ship({
      message: 'fix: without a credential',
      files: { 'settings.json': '{ "greeting": "3" }\n' },
    });
    expect(ended.conclusion).toBe('failure');
    expect(jobOf(ended, 'deploy')?.summary).toContain(
      'KUBECONFIG: ${{ secrets.KUBECONFIG }}'.replaceAll('_', '\\_').slice(0, 10),
    );
  });
});
