import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireLease } from '../../src/ledger/lease.ts';
import { readLedger, updateLedger } from '../../src/ledger/ledger.ts';
import type { Release } from '../../src/ledger/release.ts';
import { readSnapshot, writeSnapshot } from '../../src/ledger/snapshot.ts';
import type { KubeObject } from '../../src/manifests/object.ts';
import { applyObject } from '../../src/plan/apply.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { objectPath } from '../../src/transport/discovery.ts';

let world: AppNamespace;
let cluster: Cluster;
const place = () => ({ namespace: world.namespace, app: 'shop', environment: 'production' });

beforeAll(async () => {
  world = await createAppNamespace('wire');
  cluster = await connect(world.kubeconfig, { clock: nodeClock });
});
afterAll(async () => {
  cluster.close();
  await world.remove();
});

test('a NetworkPolicy keeps `from` on its way there, back, and through a snapshot', async () => {
  const policy: KubeObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'only-web' },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
    },
  };
  await applyObject(cluster, world.namespace, policy, { force: true });
  const path = objectPath(
    { apiVersion: 'networking.k8s.io/v1', plural: 'networkpolicies' },
    world.namespace,
    'only-web',
  );
  const live = await world.admin.request<KubeObject>({ method: 'GET', path });
  expect(live['spec']).toEqual(policy['spec']);
  const parts = await writeSnapshot(cluster, place(), 1, [live]);
  expect(await readSnapshot(cluster, place(), { number: 1, parts } as Release)).toEqual([live]);
});

test('a snapshot beyond the size of a Secret is cut into parts, and a damaged part is told', async () => {
  const noise = Array.from({ length: 40_000 }, (_, index) => Math.sin(index).toString(36)).join('');
  const large: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'large' },
    data: { noise },
  };
  const objects = [
    large,
    { ...large, data: { noise: [...noise].reverse().join('') } },
    { ...large, data: { noise: noise.replaceAll('a', 'b') } },
  ];
  const parts = await writeSnapshot(cluster, place(), 2, objects);
  expect(parts).toBeGreaterThan(1);
  expect(await readSnapshot(cluster, place(), { number: 2, parts } as Release)).toEqual(objects);
  await expect(readSnapshot(cluster, place(), { number: 2, parts: parts - 1 } as Release)).rejects.toThrow();
  await expect(
    readSnapshot(cluster, place(), { number: 2, parts: parts + 1 } as Release),
  ).rejects.toMatchObject({ parts: { reason: 'snapshot-unreadable' } });
});

test('writers of the ledger do not lose each other’s changes', async () => {
  const add = (name: string) =>
    updateLedger(cluster, place(), (ledger) => ({
      ...ledger,
      prechecks: { ...ledger.prechecks, [name]: { outside: 'ok' } },
    }));
  await Promise.all(['1', '2', '3', '4', '5'].map(add));
  expect(Object.keys((await readLedger(cluster, place())).prechecks ?? {}).sort()).toEqual([
    '1',
    '2',
    '3',
    '4',
    '5',
  ]);
});

test('a lease lets its own run in, others only when it is given back', async () => {
  const said: string[] = [];
  const log = (line: string) => said.push(line);
  const first = await acquireLease(cluster, place(), { holder: 'org/shop/1', wait: 0, log });
  await first.keep();
  const again = await acquireLease(cluster, place(), { holder: 'org/shop/1', wait: 0, log });
  const other = acquireLease(cluster, place(), { holder: 'org/shop/2', wait: 0, log });
  await expect(other).rejects.toMatchObject({ parts: { reason: 'locked' } });
  expect(said.join()).toContain('waiting for org/shop/1');
  await again.release();
  const next = await acquireLease(cluster, place(), { holder: 'org/shop/2', wait: 0, log });
  await next.release();
});
