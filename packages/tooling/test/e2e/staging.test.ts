import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { exampleChanges } from '../../src/demo/changes.ts';
import { type ClusterView, liveAnswer } from '../../src/demo/cluster-view.ts';
import { jobOf, type Run } from '../../src/demo/merge.ts';
import { repositoryRoot } from '../../src/repository.ts';
import { copyWithoutNodePort, outputs, type Shipping, startShipping, told } from './shipping.ts';

const stagingNamespace = 'critical-staging';
let source: string;
let shipping: Shipping;
let staging: ClusterView;

beforeAll(async () => {
  source = await copyWithoutNodePort(join(repositoryRoot, 'examples/web-service'));
  await writeFile(join(source, 'workaday.yml'), 'criticality: high\n');
  shipping = await startShipping(inject('testbed'), source, 'acme/critical');
  staging = await shipping.stage.addEnvironment('staging', stagingNamespace);
});
afterAll(async () => {
  await shipping?.stage.clear();
  await rm(source, { recursive: true });
});

const last = async (namespace?: string) => (await shipping.releases(namespace)).at(-1);
const greeting = (text: string) => ({ 'settings.json': `{ "greeting": "${text}" }\n` });

/** What users of production have, and what its ledger says. Not its pods, some of which may still be ending. */
async function production() {
  const { view } = shipping.stage;
  return {
    intent: await view.intent(),
    answer: await liveAnswer(`http://${await view.address()}/`),
    releases: await shipping.releases(),
  };
}

async function recorded({ sha }: Run) {
  const deployments = await shipping.deployments(sha);
  return Object.fromEntries(deployments.map((one) => [one.environment, one.statuses.at(-1)?.state]));
}

async function issue() {
  return (await shipping.stage.admin.dump(shipping.stage.repository)).issues[0];
}

describe('a merge of a critical app', () => {
  it('passes staging, then goes to production with the same digest', async () => {
    const ended = await shipping.first();
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(outputs(ended, 'staging')).toMatchObject({ passed: 'true', outcome: 'verified', release: '1' });
    expect(outputs(ended, 'deploy')).toMatchObject({ 'smoke-outcome': 'verified', release: '1' });
    const [there, here] = [await last(stagingNamespace), await last()];
    expect(there).toMatchObject({ state: 'verified', commit: ended.sha });
    expect(here).toMatchObject({ state: 'verified', commit: ended.sha, images: there?.images });
    // Two runners know the API server's time to a second at best; the log of the run has one order.
    const jobs = (await readFile(ended.logPath, 'utf8')).split('\n').map((line) => line.split(' | ')[0]);
    expect(jobs).toContain('ship / deploy');
    expect(jobs.lastIndexOf('ship / staging')).toBeLessThan(jobs.indexOf('ship / deploy'));
    expect(jobs).toContain('ship / staging');
    const digests = await shipping.stage.view.runningDigests();
    expect(Object.values(here?.images ?? {}).map((image) => image.split('@')[1])).toEqual(digests);
    expect(await staging.runningDigests()).toEqual(digests);
    expect(await recorded(ended)).toEqual({ staging: 'success', production: 'success' });
  });

  it('that is bad never comes to production: undone in staging, the run is red, the issue says why', async () => {
    const before = await production();
    const { bad } = await exampleChanges(shipping.stage.app.read);
    const ended = await shipping.ship(bad);
    expect(ended.conclusion, told(ended)).toBe('failure');
    expect(outputs(ended, 'staging')).toMatchObject({ passed: 'false', outcome: 'rolled-back' });
    expect(jobOf(ended, 'deploy')?.conclusion).toBe('skipped');
    expect(jobOf(ended, 'settle')?.conclusion).toBe('skipped');
    expect(await production()).toEqual(before);
    expect(await last(stagingNamespace)).toMatchObject({ state: 'rolled-back', restored: 1 });
    expect(jobOf(ended, 'staging')?.summary).toMatch(
      /`production` was not touched[\s\S]*did not pass `staging`: rolled-back/,
    );
    expect(await recorded(ended)).toEqual({ staging: 'failure' });
    expect(await issue()).toMatchObject({
      state: 'open',
      title: 'critical: deployments to production',
      body: expect.stringContaining('did not get here (`rolled-back in staging: bad-answers`)'),
    });
    expect(await shipping.githubReleases(ended)).toMatchObject([{ draft: true, name: 'v0.2.0 (stopped)' }]);
  });

  it('whose runner dies in staging is settled there, and goes on when the jobs run again', async () => {
    const before = await production();
    const { admin, repository } = shipping.stage;
    await admin.killRunWhen(repository, 'deploy: deployed', 'staging');
    const { server, settings } = await goodAgain();
    const ended = await shipping.ship({
      message: 'fix: greet as before',
      files: { 'server.js': server, 'k8s/settings.yaml': settings, ...greeting('again') },
    });
    expect(ended.conclusion, told(ended)).toBe('failure');
    expect(outputs(ended, 'settle')).toMatchObject({ outcome: 'verified', verdict: '' });
    expect(jobOf(ended, 'deploy')?.conclusion).toBe('skipped');
    expect(await production()).toEqual(before);
    expect(await last(stagingNamespace)).toMatchObject({ state: 'verified', commit: ended.sha });
    expect(await recorded(ended)).toEqual({ staging: 'success' });
    expect((await issue())?.body).toContain('interrupted in staging, then verified');
    await admin.rerun(ended.id, 'ada');
    const again = await admin.waitForRun(repository, { id: ended.id });
    expect(again.conclusion, told(again)).toBe('success');
    expect(outputs(again, 'staging')).toMatchObject({ passed: 'true', outcome: 'unchanged' });
    expect(await last()).toMatchObject({ state: 'verified', commit: ended.sha });
    expect(await issue()).toMatchObject({ state: 'closed' });
    expect(await shipping.githubReleases(again)).toMatchObject([{ draft: false, prerelease: false }]);
  });

  it('is gone back from by a release tag, in staging first', async () => {
    const first = (await shipping.releases())[0];
    const git = (...args: string[]) => run('git', args, { cwd: shipping.stage.app.folder });
    await git('push', '--quiet', 'origin', ':refs/tags/v0.1.0');
    await git('tag', '--force', 'v0.1.0', first?.commit ?? '');
    await git('push', '--quiet', 'origin', 'v0.1.0');
    const { admin, repository } = shipping.stage;
    const ended = await admin.waitForRun(repository, { ref: 'refs/tags/v0.1.0' });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(outputs(ended, 'staging')).toMatchObject({ passed: 'true', reason: 'older-tag' });
    expect(outputs(ended, 'deploy')).toMatchObject({
      'deploy-reason': 'older-tag',
      'rollback-outcome': 'rolled-back',
      'restored-release': '1',
    });
    // Pods of what was gone back from may still be ending.
    for (const view of [staging, shipping.stage.view])
      for (const image of Object.values(first?.images ?? {})) expect(await view.intent()).toContain(image);
  });

  it('of which staging has no verdict is red, too, and does not go on', async () => {
    const before = await production();
    const config = await shipping.stage.app.read('workaday.yml');
    const ended = await shipping.ship({
      message: 'fix: a check that nobody can ask',
      files: { 'workaday.yml': `${config}checks: [{ path: / }, { path: /, method: POST }]\n` },
    });
    expect(ended.conclusion, told(ended)).toBe('failure');
    expect(outputs(ended, 'staging')).toMatchObject({ passed: 'false', outcome: 'unproven' });
    expect(jobOf(ended, 'deploy')?.conclusion).toBe('skipped');
    expect(await production()).toEqual(before);
  });

  it('keeps to GitHub’s API', async () => {
    expect(await shipping.stage.admin.violations()).toEqual([]);
  });
});

/** The files that the bad merge changed, as they were. */
async function goodAgain() {
  const { read } = shipping.stage.app;
  const server = (await read('server.js')).replace('settings.greetings.text}', 'settings.greeting}');
  const settings = (await read('k8s/settings.yaml')).replace('{ "text": "Welcome" }', '"Hello"');
  return { server, settings };
}
