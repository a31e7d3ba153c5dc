import { builtIn, collectionPath, type KubeObject, readLedger, recordsAt } from '@workaday/kubernetes';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeImage, runDeploy, type ShopOptions, shop } from './shop.ts';

let world: AppNamespace;
let image: string;

beforeAll(async () => {
  world = await createAppNamespace('migrations');
  image = await nodeImage();
});
afterAll(() => world.remove());

const place = () => ({ namespace: world.namespace, app: 'shop', environment: 'production' });
const newest = async () => (await readLedger(world.admin, place())).releases.at(-1);

interface Migration {
  /** What the Job runs. */
  program: string;
  unsafe?: boolean;
}

function migration({ program, unsafe = false }: Migration): string {
  const rollback = unsafe ? ', workaday.dev/rollback: unsafe' : '';
  return `apiVersion: batch/v1
kind: Job
metadata: { name: migrate, annotations: { workaday.dev/migration: "true"${rollback} } }
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: migrate, image: shop, command: [node, -e, ${JSON.stringify(program)}] }]`;
}

function deploy(version: string, job: Migration, options: ShopOptions = {}) {
  const { kubeconfig, namespace } = world;
  const files = shop({ ...options, more: migration(job) });
  return runDeploy({ version, files, kubeconfig, namespace, inputs: { images: `shop=${image}` } });
}

async function live(kind: 'Job' | 'Deployment'): Promise<KubeObject[]> {
  const path = collectionPath(builtIn[kind], world.namespace);
  return recordsAt(await world.admin.request({ method: 'GET', path }), 'items') as KubeObject[];
}

test('a migration is complete before the first workload is written', async () => {
  const ended = await deploy('1.0.0', { program: 'setTimeout(() => undefined, 2000)' });
  expect(ended.outputs, ended.summary).toMatchObject({ outcome: 'deployed' });
  const complete = ended.log.search(/ready: .*1 succeeded/);
  expect(complete).toBeGreaterThan(0);
  expect(ended.log.indexOf('applied Deployment/shop')).toBeGreaterThan(complete);
});

test('it runs once for each content', async () => {
  const [before] = await live('Job');
  const same = await deploy('1.0.0', { program: 'setTimeout(() => undefined, 2000)' });
  expect(same.outputs, same.summary).toMatchObject({ outcome: 'unchanged' });
  const next = await deploy('1.1.0', { program: 'setTimeout(() => undefined, 2000)' }, { greeting: 'again' });
  expect(next.outputs, next.summary).toMatchObject({ outcome: 'deployed' });
  expect(next.log).toContain('ran before and is not run again');
  expect((await live('Job')).map(({ metadata }) => metadata.uid)).toEqual([before?.metadata.uid]);
});

test('one that fails ends the release before any workload changes, and its log is shown', async () => {
  const [before] = await live('Deployment');
  const program = "console.log('no such table'); process.exit(2)";
  const ended = await deploy('1.2.0', { program }, { greeting: 'never seen' });
  expect(ended.outputs, ended.summary).toMatchObject({ outcome: 'rolled-back', reason: 'job-failed' });
  expect(ended.summary).toContain('no such table');
  const [after] = await live('Deployment');
  expect(after?.['spec']).toEqual(before?.['spec']);
});

test('after one that cannot be undone a bad release stays, and says why', async () => {
  const ended = await deploy('1.3.0', { program: '0', unsafe: true }, { mode: 'crash' });
  expect(ended.outputs, ended.summary).toMatchObject({ outcome: 'failed', reason: 'crash' });
  expect(ended.summary).toContain('rollback: unsafe');
  expect(await newest()).toMatchObject({ version: '1.3.0', state: 'failed' });
  const forward = await deploy('1.4.0', { program: '0', unsafe: true });
  expect(forward.outputs, forward.summary).toMatchObject({ outcome: 'deployed' });
});
