import {
  builtIn,
  collectionPath,
  type KubeObject,
  readLedger,
  recordAt,
  recordsAt,
} from '@workaday/kubernetes';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DeployOptions, type Ended, nodeImage, runDeploy, shop } from './shop.ts';

let world: AppNamespace;
let image: string;

beforeAll(async () => {
  world = await createAppNamespace('deploy');
  image = await nodeImage();
});
afterAll(() => world.remove());

function deploy(
  version: string,
  files: Record<string, string>,
  more: Partial<DeployOptions> = {},
): Promise<Ended> {
  const { kubeconfig, namespace } = world;
  const inputs = { images: `shop=${image}`, ...more.inputs };
  return runDeploy({ version, files, kubeconfig, namespace, ...more, inputs });
}

const place = () => ({ namespace: world.namespace, app: 'shop', environment: 'production' });
const ledger = () => readLedger(world.admin, place());
async function list(kind: keyof typeof builtIn): Promise<KubeObject[]> {
  const answer = await world.admin.request({
    method: 'GET',
    path: collectionPath(builtIn[kind], world.namespace),
  });
  return recordsAt(answer, 'items') as KubeObject[];
}
const configs = async () =>
  (await list('ConfigMap')).map(({ metadata }) => metadata.name).filter((name) => name.startsWith('shop'));

/** One app through its life; every test continues where the one before it left the namespace. */
describe('an app', () => {
  test('is deployed, verified by its rollout, and recorded', async () => {
    const ended = await deploy('1.0.0', shop());
    expect(ended.outputs).toMatchObject({
      outcome: 'deployed',
      reason: 'ok',
      release: '1',
      'previous-release': '',
    });
    expect(JSON.parse(ended.outputs['changes'] ?? '')).toHaveLength(3);
    const [release] = (await ledger()).releases;
    expect(release).toMatchObject({ number: 1, state: 'verified', version: '1.0.0', by: 'ada' });
    const [deployment] = await list('Deployment');
    const [container] = recordsAt(deployment, 'spec', 'template', 'spec', 'containers');
    expect(container?.['image']).toBe(image);
    expect(recordAt(deployment, 'status')?.['availableReplicas']).toBe(1);
    expect(recordAt(deployment, 'spec', 'template', 'metadata')?.['annotations']).toBeUndefined();
  });

  test('is left alone when nothing differs', async () => {
    const before = await list('Deployment');
    const ended = await deploy('1.0.0', shop());
    expect(ended.outputs).toMatchObject({ outcome: 'unchanged', release: '1' });
    expect(await list('Deployment')).toEqual(before);
  });

  test('changes its configuration under another name, and the old one goes once it is verified', async () => {
    const [before] = await configs();
    const ended = await deploy('1.1.0', shop({ greeting: 'good day' }));
    expect(ended.outputs).toMatchObject({ outcome: 'deployed', release: '2', 'previous-release': '1' });
    const after = await configs();
    expect(after).toHaveLength(1);
    expect(after[0]).not.toBe(before);
  });

  test('that crashes is undone with its configuration, by the old ReplicaSet, and the cause is named', async () => {
    const setsBefore = (await list('ReplicaSet')).length;
    const configsBefore = await configs();
    const podsBefore = (await list('Pod'))
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .map(({ metadata }) => metadata.uid);
    const ended = await deploy('1.2.0', shop({ mode: 'crash', greeting: 'the database is gone' }));
    expect(ended.outputs).toMatchObject({
      outcome: 'rolled-back',
      reason: 'crash',
      release: '3',
      'previous-release': '2',
    });
    expect(ended.exitCode).toBe(1);
    expect(ended.summary).toContain('exit code 7');
    expect(ended.summary).toContain('cannot start: the database is gone');
    expect(await configs()).toEqual(configsBefore);
    expect((await list('Pod')).map(({ metadata }) => metadata.uid)).toEqual(
      expect.arrayContaining(podsBefore),
    );
    expect((await list('ReplicaSet')).length).toBe(setsBefore + 1);
    expect((await ledger()).releases.at(-1)).toMatchObject({
      number: 3,
      state: 'rolled-back',
      restored: 2,
      reason: 'crash',
    });
  });

  test('is refused with what was rolled back before', async () => {
    const ended = await deploy('1.2.0', shop({ mode: 'crash', greeting: 'the database is gone' }));
    expect(ended.outputs).toMatchObject({ outcome: 'refused', reason: 'known-bad', release: '3' });
  });

  test('is undone when its image does not exist', async () => {
    const missing = `${image.split('@')[0]}@sha256:${'0'.repeat(64)}`;
    const ended = await deploy('1.3.0', shop(), { inputs: { images: `shop=${missing}` } });
    expect(ended.outputs).toMatchObject({ outcome: 'rolled-back', reason: 'image-not-found' });
    expect(ended.summary).toContain('0'.repeat(64));
  });

  test('is not taken back by an older version', async () => {
    const ended = await deploy('1.1.0', shop());
    expect(ended.outputs).toMatchObject({ outcome: 'superseded', reason: 'newer-release' });
  });

  test('keeps a bad release when asked to', async () => {
    const ended = await deploy('1.4.0', shop({ mode: 'crash' }), { inputs: { 'on-failure': 'keep' } });
    expect(ended.outputs).toMatchObject({ outcome: 'failed', reason: 'crash' });
    expect((await ledger()).releases.at(-1)).toMatchObject({ state: 'failed' });
  });

  test('waits for its smoke test, and a newer commit supersedes it', async () => {
    const waiting = await deploy('1.5.0', shop({ greeting: 'hi' }), { inputs: { verify: 'smoke-test' } });
    expect(waiting.outputs).toMatchObject({ outcome: 'deployed', release: '6', 'previous-release': '2' });
    expect((await ledger()).releases.at(-1)).toMatchObject({ number: 6, state: 'pending' });
    const newer = await deploy('1.6.0', shop({ greeting: 'welcome' }), { run: '1.5.0' });
    expect(newer.outputs).toMatchObject({ outcome: 'deployed', release: '7' });
    expect((await ledger()).releases.map(({ state }) => state).slice(-2)).toEqual(['superseded', 'verified']);
  });
});
