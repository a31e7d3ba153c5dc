import { expect, it } from 'vitest';
import type { ClusterObject } from '../deploy/cluster-object.ts';
import { NamespaceView } from '../deploy/cluster-window.ts';
import { faults } from '../deploy/faults.ts';
import { Observation } from '../deploy/observation.ts';
import { serves, standingRelease } from '../deploy/serving.ts';

const quiet = () => new NamespaceView(new Promise<never>(() => undefined));

const deployment = (template: string, generation = 1): ClusterObject => ({
  ...{ kind: 'Deployment', metadata: { name: 'shop', generation }, spec: { template: { template } } },
  status: { observedGeneration: generation },
});
const replicaSet = (name: string, wanted: number, availableReplicas: number): ClusterObject => ({
  ...{ kind: 'ReplicaSet', metadata: { name, uid: name } },
  ...{ spec: { replicas: wanted }, status: { availableReplicas } },
});
const pod = (name: string, set: string, status = {}): ClusterObject => ({
  kind: 'Pod',
  metadata: { name, uid: name, ownerReferences: [{ kind: 'ReplicaSet', uid: set }] },
  status,
});
const endpoints = (...pods: string[]): ClusterObject => ({
  kind: 'EndpointSlice',
  metadata: { name: 'shop-1', labels: { 'kubernetes.io/service-name': 'shop' } },
  endpoints: pods.map((uid) => ({ targetRef: { uid }, conditions: { ready: true } })),
});

const good = [
  deployment('v1'),
  replicaSet('old', 2, 2),
  pod('a', 'old'),
  pod('b', 'old'),
  endpoints('a', 'b'),
];
const standing = { template: { template: 'v1' }, replicaSet: 'old' };

function viewOf(objects: readonly ClusterObject[]): NamespaceView {
  const view = quiet();
  for (const object of objects) view.take({ at: 0, gone: false, object });
  return view;
}

it('knows a release that stands alone', () => {
  expect(standingRelease(viewOf(good))).toEqual(standing);
  expect(standingRelease(viewOf([...good, replicaSet('new', 1, 0)]))).toBeUndefined();
});

it.each<[string, ClusterObject]>([
  ['another pod template is wanted', deployment('v2')],
  ['the controller has not seen the template', { ...deployment('v1', 2), status: { observedGeneration: 1 } }],
  ['a replica is not available', replicaSet('old', 2, 1)],
  ['a pod of another is left', pod('c', 'new')],
  ['the Service leads to one pod only', endpoints('a')],
  ['the Service leads to a pod of another', endpoints('a', 'c')],
])('does not take it for served when %s', (_, object) => {
  expect(serves(viewOf(good), standing)).toBe(true);
  expect(serves(viewOf([...good, object]), standing)).toBe(false);
});

const crash = faults.find(({ name }) => name === 'crash');

function observe(sights: readonly { at: number; object: ClusterObject; gone?: boolean }[]) {
  if (crash === undefined) throw new Error('there is no crash');
  const view = viewOf(good);
  const observation = new Observation(view, standing, crash);
  view.onSight((sight) => observation.take(sight));
  for (const { at, object, gone = false } of sights) view.take({ at, gone, object });
  return observation;
}

const crashed = pod('c', 'new', { containerStatuses: [{ state: { terminated: { exitCode: 7 } } }] });

it('takes down what happens to a bad release', () => {
  const { moments, isOver } = observe([
    { at: 1, object: crashed },
    { at: 2, object: deployment('v2', 2) },
    { at: 3, object: crashed },
    { at: 4, object: crashed },
    { at: 5, object: deployment('v1', 3) },
    { at: 6, object: endpoints('a', 'b') },
    { at: 7, object: crashed, gone: true },
  ]);
  expect({ moments, isOver }).toEqual({
    moments: { touched: 2, fault: 3, templateBack: 5, serving: 7 },
    isOver: true,
  });
});

it('forgets that it was back when it goes again', () => {
  const { moments, isOver } = observe([
    { at: 1, object: deployment('v2', 2) },
    { at: 2, object: deployment('v1', 3) },
    { at: 3, object: deployment('v2', 4) },
  ]);
  expect({ moments, isOver }).toEqual({ moments: { touched: 1 }, isOver: false });
});

it('has nothing to wait for when nothing was touched', () => {
  expect(observe([{ at: 1, object: endpoints('a', 'b') }])).toMatchObject({ moments: {}, isOver: true });
});

it('tells that something became so, or did not in time', async () => {
  const view = quiet();
  const found = view.until(() => view.all('Pod').length === 1, 60_000);
  view.take({ at: 1, gone: false, object: pod('a', 'old') });
  expect(await found).toBe(true);
  expect(await view.until(() => view.all('Pod').length === 2, 1)).toBe(false);
});

it('fails when nothing can be seen any more', async () => {
  const view = new NamespaceView(Promise.reject(new Error('the watch is cut')));
  await expect(view.until(() => false, 60_000)).rejects.toThrow('the watch is cut');
});
