import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leaveScaled } from '../../src/ledger/scaled-since.ts';
import { type KubeObject, recordAt } from '../../src/manifests/object.ts';
import { leaveReplicas } from '../../src/manifests/scaling.ts';
import { applyObject } from '../../src/plan/apply.ts';
import { readAutoscalers } from '../../src/plan/autoscalers.ts';
import { handOverReplicas, wouldFall } from '../../src/plan/hand-over.ts';
import { deployRules } from '../../src/rights/role.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { builtIn, objectPath } from '../../src/transport/discovery.ts';
import { kubectl } from './kubectl.ts';
import { workload } from './rollouts.ts';

let world: AppNamespace;
let cluster: Cluster;
beforeAll(async () => {
  world = await createAppNamespace('scaling');
  cluster = await connect(world.kubeconfig, { clock: nodeClock });
});
afterAll(async () => {
  cluster.close();
  await world.remove();
});

const nowhere = { nodeSelector: { never: 'here' } };
/** Pods that no node takes: only their number matters. */
const counted = (name: string, replicas?: number) =>
  workload(name, { pod: nowhere, spec: replicas === undefined ? {} : { replicas } });
const path = (name: string) => objectPath(builtIn.Deployment, world.namespace, name);
const read = (name: string) => cluster.request<KubeObject>({ method: 'GET', path: path(name) });
const replicas = async (name: string) => recordAt(await read(name), 'spec')?.['replicas'];
const apply = (object: KubeObject) => applyObject(cluster, world.namespace, object, { force: true });
const handOver = (intent: KubeObject, live: KubeObject) =>
  handOverReplicas(cluster, world.namespace, [{ manifest: { object: intent }, live }]);
/** As the controller of autoscalers does it. */
const scale = (name: string, to: number) =>
  world.admin.request({
    method: 'PATCH',
    path: `${path(name)}/scale`,
    query: { fieldManager: 'kube-controller-manager' },
    headers: { 'Content-Type': 'application/merge-patch+json' },
    body: { spec: { replicas: to } },
  });

describe('a number of pods that leaves the manifests', () => {
  test('falls to 1 without more ado', async () => {
    await apply(counted('control', 5));
    await apply(counted('control'));
    expect(await replicas('control')).toBe(1);
  });

  test('stays when it is handed over, and is then the autoscaler’s', async () => {
    const live = await apply(counted('handed', 5));
    expect(await handOver(counted('handed'), live)).toHaveLength(1);
    await apply(counted('handed'));
    expect(await replicas('handed')).toBe(5);
    await scale('handed', 7);
    const scaled = await read('handed');
    expect(wouldFall(scaled, counted('handed'))).toBe(false);
    expect(await handOver(counted('handed'), scaled)).toEqual([]);
    await apply(counted('handed'));
    expect(await replicas('handed')).toBe(7);
  });

  test('stays as it was scaled since it was read', async () => {
    const live = await apply(counted('raced', 5));
    await scale('raced', 6);
    await handOver(counted('raced'), live);
    await apply(counted('raced'));
    expect(await replicas('raced')).toBe(6);
  });

  test('stays when kubectl had applied it', async () => {
    await kubectl(world, ['apply', '-n', world.namespace, '-f', '-'], [counted('adopted', 4)]);
    await handOver(counted('adopted'), await read('adopted'));
    await apply(counted('adopted'));
    expect(await replicas('adopted')).toBe(4);
  });
});

describe('autoscalers of the namespace', () => {
  test('are found, whoever made them, and keep their workload’s number', async () => {
    await kubectl(world, ['autoscale', 'deployment', 'handed', '--max=9', '-n', world.namespace]);
    const found = await readAutoscalers(cluster, world.namespace);
    expect(found).toMatchObject([
      { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'handed' } },
    ]);
    expect(leaveReplicas(counted('handed', 5), found)).toEqual(counted('handed'));
    expect(leaveReplicas(counted('other', 5), found)).toEqual(counted('other', 5));
  });

  test('keep their number when a release is put back that had another, or none', async () => {
    const said: string[] = [];
    await scale('handed', 7);
    await apply(counted('mine', 6));
    const back = await leaveScaled(
      cluster,
      world.namespace,
      [counted('handed', 2), counted('mine'), counted('other', 2)],
      (line) => said.push(line),
    );
    expect(back).toEqual([counted('handed'), counted('mine'), counted('other', 2)]);
    await Promise.all(back.map(apply));
    expect(await Promise.all(['handed', 'mine', 'other'].map(replicas))).toEqual([7, 6, 2]);
    expect(said).toEqual([]);
  });

  test('that a release of ours made go with it, and the number is put back', async () => {
    const scaler: KubeObject = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'ours', annotations: { 'workaday.dev/release': '3' } },
      spec: { maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'other' } },
    };
    await apply(scaler);
    const before = [counted('other', 2)];
    expect(await leaveScaled(cluster, world.namespace, before, () => undefined)).toEqual(before);
  });

  test('are none, and that is said, without the right to list them', async () => {
    const rules = deployRules.filter(({ apiGroups }) => !apiGroups.includes('autoscaling'));
    const poor = await createAppNamespace('scaling-poor', { rules });
    const theirs = await connect(poor.kubeconfig, { clock: nodeClock });
    const said: string[] = [];
    expect(await readAutoscalers(theirs, poor.namespace, (line) => said.push(line))).toEqual([]);
    expect(said.join()).toMatch(/cannot be listed.*only those of the manifests/);
    theirs.close();
    await poor.remove();
  });
});
