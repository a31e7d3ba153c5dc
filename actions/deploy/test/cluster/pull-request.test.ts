import { builtIn, collectionPath, planRules, recordsAt } from '@workaday/kubernetes';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeImage, runDeploy, type ShopOptions, shop } from './shop.ts';

let reader: AppNamespace;
let writer: AppNamespace;
let image: string;

beforeAll(async () => {
  reader = await createAppNamespace('reader', { rules: planRules });
  writer = await createAppNamespace('writer');
  image = await nodeImage();
  const first = await deploy(writer, {}, 'push');
  expect(first.outputs['outcome'], first.summary).toBe('deployed');
});
afterAll(() => Promise.all([reader.remove(), writer.remove()]));

function deploy({ kubeconfig, namespace }: AppNamespace, options: ShopOptions, event: string) {
  const files = shop(options);
  const inputs = { images: `shop=${image}` };
  return runDeploy({ version: '1.0.0', files, kubeconfig, namespace, event, inputs });
}

test('with rights to read, a pull request gets a plan that says what it has not asked', async () => {
  const ended = await deploy(reader, {}, 'pull_request');
  expect(ended.outputs, ended.summary).toMatchObject({
    outcome: 'unchanged',
    reason: 'dry-run',
    release: '',
  });
  expect(ended.summary).toContain('the server was not asked');
  expect(ended.summary).toContain('would make release 1');
  const path = collectionPath(builtIn.Deployment, reader.namespace);
  expect(recordsAt(await reader.admin.request({ method: 'GET', path }), 'items')).toEqual([]);
});

test('a pull request never deploys, and is told that its credential could', async () => {
  const ended = await deploy(writer, { replicas: 2 }, 'pull_request');
  expect(ended.outputs, ended.summary).toMatchObject({ outcome: 'unchanged', reason: 'dry-run' });
  expect(ended.annotations.map(({ title }) => title)).toContain('Deploy: a pull request can write');
  expect(ended.summary).toMatch(/\+ .*replicas: 2/);
});

test('a dry run with the rights of a deploy asks the server', async () => {
  const { kubeconfig, namespace } = writer;
  const ended = await runDeploy({
    version: '1.1.0',
    files: shop({ greeting: 'changed' }),
    kubeconfig,
    namespace,
    inputs: { images: `shop=${image}`, 'dry-run': 'true' },
  });
  expect(ended.outputs, ended.summary).toMatchObject({ outcome: 'unchanged', reason: 'dry-run' });
  expect(ended.summary).not.toContain('the server was not asked');
  expect(ended.summary).toContain('would make release 2');
});
