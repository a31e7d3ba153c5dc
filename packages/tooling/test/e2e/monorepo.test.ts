import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { jobOf, type Run } from '../../src/demo/merge.ts';
import { repositoryRoot } from '../../src/repository.ts';
import { outputs, type Shipping, startShipping, told } from './shipping.ts';

const example = join(repositoryRoot, 'examples/monorepo');
let shipping: Shipping;

beforeAll(async () => {
  shipping = await startShipping(inject('testbed'), example, 'acme/shop');
});
afterAll(() => shipping?.stage.clear());

const imagesOf = (ended: Run) =>
  new Map(
    (outputs(ended, 'build')['images'] ?? '').split('\n').map((line) => line.split('=') as [string, string]),
  );

describe('two services in one repository', () => {
  it('are built in one call and released together, without an address from outside', async () => {
    const ended = await shipping.first();
    expect(ended.conclusion, told(ended)).toBe('success');
    const images = imagesOf(ended);
    expect([...images.keys()].sort()).toEqual(['api', 'web']);
    const digests = [...images.values()].map((image) => image.split('@')[1]);
    expect(await shipping.stage.view.runningDigests()).toEqual(digests.sort());
    expect(await shipping.releases()).toMatchObject([
      { state: 'verified', images: Object.fromEntries(images) },
    ]);
    expect(jobOf(ended, 'deploy')?.summary).toMatch(/outside/);
    for (const tagName of ['api/v0.1.0', 'web/v0.1.0'])
      expect(await shipping.githubReleases(ended, tagName)).toMatchObject([{ tagName, draft: false }]);
  });

  it('are not built again by a merge that changes neither', async () => {
    const before = await shipping.stage.view.runningDigests();
    const ended = await shipping.ship({
      message: 'fix: say more',
      files: { 'README.md': 'Two services.\n' },
    });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect(jobOf(ended, 'build')?.summary).toMatch(/nothing to build/);
    expect(jobOf(ended, 'build')?.summary.match(/signed by GitHub/g)).toHaveLength(2);
    expect(await shipping.stage.view.runningDigests()).toEqual(before);
  });

  it('are undone together, when one of them breaks', async () => {
    const [, web] = (await shipping.releases()).map(({ images }) => images['web']);
    const before = await shipping.stage.view.intent();
    const server = await shipping.stage.app.read('services/api/server.js');
    const ended = await shipping.ship({
      message: 'feat(api): prices in cents',
      files: {
        'services/api/server.js': server.replace('JSON.stringify(products)', 'JSON.stringify(prices)'),
      },
    });
    expect(ended.conclusion).toBe('failure');
    expect(imagesOf(ended).get('web'), 'only the service that changed is built').toBe(web);
    expect(jobOf(ended, 'deploy')?.outputs).toMatchObject({
      'smoke-outcome': 'rolled-back',
      'restored-release': '2',
    });
    expect(await shipping.stage.view.intent()).toBe(before);
    expect(await shipping.githubReleases(ended)).toMatchObject([
      { tagName: 'api/v0.2.0', draft: true, name: 'api/v0.2.0 (rolled back)' },
    ]);
  });

  it('go to production by the tag of one of them, with the images that were built of the same source', async () => {
    const [, live] = await shipping.releases();
    const git = (...args: string[]) => run('git', args, { cwd: shipping.stage.app.folder });
    await git('tag', 'api/v0.3.0', live?.commit ?? '');
    await git('push', '--quiet', 'origin', 'api/v0.3.0');
    const ended = await shipping.stage.admin.waitForRun(shipping.stage.repository, {
      ref: 'refs/tags/api/v0.3.0',
    });
    expect(ended.conclusion, told(ended)).toBe('success');
    expect((await shipping.releases()).at(-1)).toMatchObject({
      state: 'verified',
      version: '0.3.0',
      commit: live?.commit,
      images: live?.images,
    });
    expect(await shipping.githubReleases(ended, 'api/')).toMatchObject([
      { tagName: 'api/v0.3.0', draft: false },
    ]);
  });

  it('step aside for a newer merge where coalesce is true, and nothing of the older one is lost', async () => {
    const { admin, app, repository } = shipping.stage;
    const original = await readFile(join(example, 'services/api/server.js'), 'utf8');
    const config = await app.read('workaday.yml');
    const older = await app.merge('older', {
      message: 'chore: prices as they were',
      files: { 'services/api/server.js': original, 'workaday.yml': `${config}\ncoalesce: true\n` },
    });
    const newest = await app.merge('newest', {
      message: 'chore: say less',
      files: { 'README.md': 'Services.\n' },
    });
    const aside = await admin.waitForRun(repository, { sha: older });
    expect(aside.conclusion, told(aside)).toBe('success');
    expect(outputs(aside, 'deploy')).toMatchObject({
      'deploy-outcome': 'superseded',
      'deploy-reason': 'coalesced',
    });
    expect(told(aside)).toContain(newest.slice(0, 12));
    const ended = await admin.waitForRun(repository, { sha: newest });
    expect(ended.conclusion, told(ended)).toBe('success');
    const releases = await shipping.releases();
    expect(releases.at(-1)).toMatchObject({ state: 'verified', commit: newest });
    expect(releases.filter(({ commit }) => commit === older)).toEqual([]);
    expect(imagesOf(ended).get('api'), 'the newest brings what the older one has built').toBe(
      imagesOf(aside).get('api'),
    );
  });

  it('keep to GitHub’s API', async () => {
    expect(await shipping.stage.admin.violations()).toEqual([]);
  });
});
