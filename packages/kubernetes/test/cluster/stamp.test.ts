import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordEvent } from '../../src/ledger/events.ts';
import { deleteOwn } from '../../src/ledger/prune.ts';
import { type KubeObject, type ObjectRef, recordsAt, refOf } from '../../src/manifests/object.ts';
import { stampManifests, stampObject } from '../../src/manifests/stamp.ts';
import { applyObject } from '../../src/plan/apply.ts';
import { tryObjects } from '../../src/plan/trial.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { builtIn, collectionPath } from '../../src/transport/discovery.ts';
import { kubectl } from './kubectl.ts';
import { workload } from './rollouts.ts';

let world: AppNamespace;
let cluster: Cluster;
beforeAll(async () => {
  world = await createAppNamespace('stamp');
  cluster = await connect(world.kubeconfig, { clock: nodeClock });
});
afterAll(async () => {
  cluster.close();
  await world.remove();
});

const place = () => ({ namespace: world.namespace, app: 'shop', environment: 'production' });
const nowhere = { nodeSelector: { never: 'here' } };
const list = async (kind: keyof typeof builtIn) =>
  recordsAt(
    await world.admin.request({ method: 'GET', path: collectionPath(builtIn[kind], world.namespace) }),
    'items',
  ) as KubeObject[];
const apply = (object: KubeObject, release: number, changeCause?: string, app = 'shop') =>
  applyObject(cluster, world.namespace, stampObject(object, { ...place(), app, release, changeCause }), {
    force: true,
  });
const causes = async (kind: 'ReplicaSet') =>
  (await list(kind)).map(({ metadata }) => metadata.annotations?.['kubernetes.io/change-cause']);

test('the cause of a release reaches the history, and rolls nothing out', async () => {
  const web = workload('web', { pod: nowhere });
  await apply(web, 1, 'workaday: release 1, 1.0.0');
  await expect.poll(() => causes('ReplicaSet'), { timeout: 30_000 }).toEqual(['workaday: release 1, 1.0.0']);
  const [before] = await list('ReplicaSet');
  await apply(web, 2, 'workaday: release 2, 1.0.1');
  await expect.poll(() => causes('ReplicaSet'), { timeout: 30_000 }).toEqual(['workaday: release 2, 1.0.1']);
  const [after] = await list('ReplicaSet');
  expect(after?.metadata.uid).toBe(before?.metadata.uid);
  expect(after?.['spec']).toEqual(before?.['spec']);
  const history = await kubectl(world, ['rollout', 'history', 'deployment/web', '-n', world.namespace]);
  expect(history).toMatch(/^1\s+workaday: release 2, 1\.0\.1$/m);
});

test('an event stands on the workload, once, as kubectl describes it', async () => {
  const web = await apply(workload('web', { pod: nowhere }), 3);
  const config = await apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }, 3);
  const said: string[] = [];
  const event = { type: 'Warning', reason: 'RolledBack', message: 'release 3 was undone' } as const;
  await recordEvent(cluster, place(), [web, config], event, (line) => said.push(line));
  expect(said).toEqual([]);
  const ours = (await list('Event')).filter((one) => one['reportingComponent'] === 'workaday');
  expect(ours).toMatchObject([
    { reason: 'RolledBack', type: 'Warning', involvedObject: { kind: 'Deployment', uid: web.metadata.uid } },
  ]);
  const described = await kubectl(world, ['describe', 'deployment', 'web', '-n', world.namespace]).catch(
    (error: Error) => error.message,
  );
  expect(described).toMatch(/RolledBack.*workaday.*release 3 was undone/);
});

test('an event that may not be written is said once and fails nothing', async () => {
  const poor = await createAppNamespace('stamp-poor', { rules: [] });
  const theirs = await connect(poor.kubeconfig, { clock: nodeClock });
  const said: string[] = [];
  const about = ['a', 'b'].map((name) => {
    const object = workload(name);
    return { ...object, metadata: { ...object.metadata, uid: name } };
  });
  const event = { type: 'Normal', reason: 'Deployed', message: 'release 1' } as const;
  await recordEvent(theirs, { ...place(), namespace: poor.namespace }, about, event, (line) =>
    said.push(line),
  );
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('forbidden');
  theirs.close();
  await poor.remove();
});

test('what left the manifests goes, but for what others wrote, share or keep', async () => {
  const map = (name: string, annotations: Record<string, string> = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, annotations },
  });
  const claim: KubeObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'none',
      resources: { requests: { storage: '1Mi' } },
    },
  };
  const budget: KubeObject = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'ours' },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } },
  };
  await Promise.all([
    apply(budget, 1),
    apply(map('ours'), 1),
    apply(map('kept', { 'workaday.dev/keep': 'true' }), 1),
    apply(map('shared'), 1, undefined, 'blog'),
    apply(map('newer'), 3),
    apply(claim, 1),
    cluster.request({
      method: 'POST',
      path: collectionPath(builtIn.ConfigMap, world.namespace),
      body: map('foreign'),
    }),
  ]);
  const refs: ObjectRef[] = ['ours', 'kept', 'shared', 'newer', 'foreign', 'never-there'].map((name) =>
    refOf(map(name)),
  );
  // The server has left this version of the kind behind since.
  const former = { ...refOf(budget), apiVersion: 'policy/v1beta1' };
  const deleted = await deleteOwn(cluster, place(), [...refs, refOf(claim), former], 2);
  expect(deleted).toEqual([refOf(map('ours')), former]);
  const left = (await list('ConfigMap')).map(({ metadata }) => metadata.name);
  expect(left).toEqual(expect.arrayContaining(['kept', 'shared', 'newer', 'foreign']));
  expect(left).not.toContain('ours');
});

test('an object of another app is refused before anything is written, and taken over once it is nobody’s', async () => {
  const map: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'theirs' },
    data: { a: 'b' },
  };
  const blog = await apply(map, 7, undefined, 'blog');
  const ours = stampManifests([{ object: map, place: { file: 'k8s/map.yaml', line: 3 } }], {
    ...place(),
    release: 1,
  });
  await expect(tryObjects(cluster, world.namespace, ours)).rejects.toMatchObject({
    parts: { reason: 'conflict', what: expect.stringContaining('belongs to the app "blog"') },
  });
  await kubectl(world, [
    'annotate',
    'configmap',
    blog.metadata.name,
    'workaday.dev/app-',
    'workaday.dev/release-',
    '-n',
    world.namespace,
  ]);
  expect(await tryObjects(cluster, world.namespace, ours)).toMatchObject([{ adopted: true }]);
});
