import { builtIn, objectPath, readLedger, readObject, recordAt, recordsAt } from '@workaday/kubernetes';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeployJob, deployJob } from './deploy-process.ts';
import { nodeImage, runDeploy, shop } from './shop.ts';

let world: AppNamespace;
let image: string;

beforeAll(async () => {
  world = await createAppNamespace('cancelled');
  image = await nodeImage();
});
afterAll(() => world.remove());

const place = () => ({ namespace: world.namespace, app: 'shop', environment: 'production' });
const newest = async () => (await readLedger(world.admin, place())).releases.at(-1);
const command = async () => {
  const live = await readObject(world.admin, builtIn.Deployment, world.namespace, 'shop');
  const [container] = recordsAt(live, 'spec', 'template', 'spec', 'containers');
  return recordsAt(container, 'envFrom').map((source) => recordAt(source, 'configMapRef')?.['name'])[0];
};
const holder = async () => {
  const lease = await readObject(world.admin, builtIn.Lease, world.namespace, 'workaday.shop');
  return recordAt(lease, 'spec')?.['holderIdentity'];
};

/** Becomes ready only after three seconds. */
const slow = (greeting: string) =>
  shop({
    greeting,
    container: 'startupProbe: { exec: { command: [sleep, "3"] }, timeoutSeconds: 5, periodSeconds: 1 }',
  });

async function job(version: string, files = slow(version)): Promise<DeployJob> {
  const { kubeconfig, namespace } = world;
  return deployJob({ version, files, kubeconfig, namespace, inputs: { images: `shop=${image}` } });
}

async function cancelAt(running: DeployJob, text: string) {
  const step = running.start();
  await step.says(text);
  step.child.kill('SIGINT');
  return step.done;
}

test('a first release that is cancelled stays, since nothing is behind it', async () => {
  const first = await job('1.0.0');
  const end = await cancelAt(first, 'applied Deployment/shop');
  expect(end.signal, end.log).toBe('SIGINT');
  expect(await first.outputs()).toMatchObject({ outcome: 'failed', reason: 'cancelled' });
  expect(await first.summary()).toContain('no verified release is behind it');
  const post = await first.post();
  expect(post.code, post.log).toBe(0);
  expect((await newest())?.state).toBe('failed');
  expect(await holder()).toBe('');
  await first.remove();
});

test('a release that is cancelled is put back before the process ends', async () => {
  const good = await runDeploy({
    version: '1.1.0',
    files: slow('good'),
    kubeconfig: world.kubeconfig,
    namespace: world.namespace,
    inputs: { images: `shop=${image}` },
  });
  expect(good.outputs['outcome'], good.summary).toBe('deployed');
  const before = await command();
  const bad = await job('1.2.0');
  const end = await cancelAt(bad, 'new pods ready, 1 old left');
  expect(end.signal, end.log).toBe('SIGINT');
  expect(await command(), end.log).toBe(before);
  expect(await newest()).toMatchObject({ version: '1.2.0', state: 'rolled-back', reason: 'cancelled' });
  expect(await bad.outputs()).toMatchObject({ outcome: 'rolled-back', reason: 'cancelled' });
  const post = await bad.post();
  expect(post.code, post.log).toBe(0);
  expect(await holder()).toBe('');
  await bad.remove();
});

/** Stops what runs before it starts what is new, which takes it ten seconds. */
const gapped = (greeting: string) => ({
  'k8s/app.yaml': slow(greeting)
    ['k8s/app.yaml'].replace('sleep, "3"', 'sleep, "10"')
    .replace('timeoutSeconds: 5', 'timeoutSeconds: 15')
    .replace(
      '  selector: { matchLabels',
      '  strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }\n  selector: { matchLabels',
    ),
});

test('what takes longer to serve again than a runner waits is seen through by the post step', async () => {
  const good = await job('1.3.0', gapped('gapped'));
  expect((await good.start().done).code).toBe(0);
  await good.remove();
  const before = await command();
  const bad = await job('1.4.0', gapped('cancelled'));
  const end = await cancelAt(bad, '0 of 1 new pods ready');
  expect(end.signal, end.log).toBe('SIGINT');
  expect(await command(), end.log).toBe(before);
  expect(await newest()).toMatchObject({ version: '1.4.0', state: 'pending', reason: 'restoring' });
  expect(await bad.outputs()).toMatchObject({ outcome: 'failed', reason: 'cancelled' });
  const post = await bad.post();
  expect(post.code, post.log).toBe(0);
  expect(await newest()).toMatchObject({ version: '1.4.0', state: 'rolled-back' });
  expect(await bad.summary()).toContain('serves again');
  expect(await holder()).toBe('');
  await bad.remove();
});

test('a run that waits for another is cancelled at once, and leaves that one its lease', async () => {
  const { namespace } = world;
  const path = objectPath(builtIn.Lease, namespace, 'workaday.shop');
  const lease = await readObject(world.admin, builtIn.Lease, namespace, 'workaday.shop');
  const now = new Date().toISOString().replace('Z', '000Z');
  const spec = { holderIdentity: 'your-org/shop/other', leaseDurationSeconds: 60, renewTime: now };
  await world.admin.request({ method: 'PUT', path, body: { ...lease, spec } });
  const waiting = await job('1.5.0');
  const end = await cancelAt(waiting, 'waiting for');
  expect(end.signal, end.log).toBe('SIGINT');
  await waiting.post();
  expect(await holder()).toBe('your-org/shop/other');
  expect((await newest())?.version).toBe('1.4.0');
  await waiting.remove();
});
