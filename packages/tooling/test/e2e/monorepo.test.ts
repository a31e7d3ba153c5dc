import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { pushFirst } from '../../src/demo/app-repository.ts';
import { jobOf, type Run } from '../../src/demo/merge.ts';
import { publishWorkaday, type Stage, setStage } from '../../src/demo/stage.ts';
import { repositoryRoot } from '../../src/repository.ts';
import { readLedger } from './ledger.ts';

const quiet = () => {};
const testbed = inject('testbed');
let stage: Stage;

beforeAll(async () => {
  await publishWorkaday(testbed, quiet);
  stage = await setStage(testbed, join(repositoryRoot, 'examples/monorepo'), 'acme/shop', quiet);
});

afterAll(async () => {
  await stage?.clear();
});

const imagesOf = (ended: Run) =>
  new Map(
    (jobOf(ended, 'build')?.outputs['images'] ?? '')
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );

describe('two services in one repository', () => {
  it('are built in one call and released together, without an address from outside', async () => {
    const ended = await stage.admin.waitForRun(stage.repository, { sha: await pushFirst(stage.app) });
    expect(ended.conclusion, ended.jobs.map((job) => job.summary).join('\n')).toBe('success');
    const images = imagesOf(ended);
    expect([...images.keys()].sort()).toEqual(['api', 'web']);
    const digests = [...images.values()].map((image) => image.split('@')[1]);
    expect(await stage.view.runningDigests()).toEqual(digests.sort());
    const { releases } = await readLedger(testbed, stage);
    expect(releases).toMatchObject([{ state: 'verified', images: Object.fromEntries(images) }]);
    expect(jobOf(ended, 'deploy')?.summary).toMatch(/outside/);
  });

  it('are undone together, when one of them breaks', async () => {
    const before = await stage.view.intent();
    const server = await stage.app.read('services/api/server.js');
    const sha = await stage.app.merge('break-the-api', {
      message: 'feat(api): prices in cents',
      files: {
        'services/api/server.js': server.replace('JSON.stringify(products)', 'JSON.stringify(prices)'),
      },
    });
    const ended = await stage.admin.waitForRun(stage.repository, { sha });
    expect(ended.conclusion).toBe('failure');
    expect(jobOf(ended, 'deploy')?.outputs).toMatchObject({
      'smoke-outcome': 'rolled-back',
      'restored-release': '1',
    });
    expect(await stage.view.intent()).toBe(before);
  });

  it('keep to GitHub’s API', async () => {
    expect(await stage.admin.violations()).toEqual([]);
  });
});
