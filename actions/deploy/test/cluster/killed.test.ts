import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputVariable } from '@workaday/core';
import { readLedger } from '@workaday/kubernetes';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitOf, nodeImage, runDeploy, shop } from './shop.ts';

let world: AppNamespace;
let image: string;
let workspace: string;
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

beforeAll(async () => {
  world = await createAppNamespace('killed');
  image = await nodeImage();
  workspace = await mkdtemp(join(tmpdir(), 'workaday-killed-'));
  const ended = await deploy('1.0.0');
  expect(ended.outputs['outcome'], ended.summary).toBe('deployed');
});
afterAll(async () => {
  await rm(workspace, { recursive: true });
  await world.remove();
});

const slow = (version: string) =>
  shop({
    greeting: version,
    container: 'startupProbe: { exec: { command: [sleep, "3"] }, timeoutSeconds: 5, periodSeconds: 1 }',
  });

function deploy(version: string, run = version) {
  const { kubeconfig, namespace } = world;
  return runDeploy({
    version,
    files: slow(version),
    kubeconfig,
    namespace,
    run,
    inputs: { images: `shop=${image}` },
  });
}

const releases = async () =>
  (await readLedger(world.admin, { namespace: world.namespace, app: 'shop', environment: 'production' }))
    .releases;

/** Starts the action as a process of its own and kills it as soon as its log has a text. */
async function killAt(version: string, text: string): Promise<void> {
  await mkdir(join(workspace, 'k8s'), { recursive: true });
  await writeFile(join(workspace, 'k8s/app.yaml'), slow(version)['k8s/app.yaml']);
  const inputs = {
    version,
    kubeconfig: world.kubeconfig,
    namespace: world.namespace,
    app: 'shop',
    images: `shop=${image}`,
  };
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      GITHUB_REPOSITORY: 'your-org/shop',
      GITHUB_SHA: commitOf(version),
      GITHUB_REF: 'refs/heads/main',
      GITHUB_WORKSPACE: workspace,
      GITHUB_RUN_ID: version,
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value])),
    },
  });
  await says(child, text);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function says(child: ChildProcess, text: string): Promise<void> {
  let log = '';
  for await (const chunk of child.stdout ?? []) {
    log += String(chunk);
    if (log.includes(text)) return;
  }
  throw new Error(`the action ended without saying ${JSON.stringify(text)}:\n${log}`);
}

test('a killed run leaves a pending release, and the same run again completes it', async () => {
  await killAt('1.1.0', 'applied Deployment/shop');
  expect((await releases()).at(-1)).toMatchObject({ number: 2, state: 'pending', version: '1.1.0' });
  const again = await deploy('1.1.0');
  expect(again.outputs, again.summary).toMatchObject({
    outcome: 'deployed',
    release: '2',
    'previous-release': '1',
  });
  expect((await releases()).map(({ state }) => state)).toEqual(['verified', 'verified']);
});

test('another run takes the lease over when it expires, and a newer commit supersedes the release', async () => {
  await killAt('1.2.0', 'applied Deployment/shop');
  const newer = await deploy('1.3.0');
  expect(newer.log).toContain('waiting for your-org/shop/1.2.0');
  expect(newer.outputs, newer.summary).toMatchObject({
    outcome: 'deployed',
    release: '4',
    'previous-release': '2',
  });
  expect((await releases()).map(({ state }) => state)).toEqual([
    'verified',
    'verified',
    'superseded',
    'verified',
  ]);
});
