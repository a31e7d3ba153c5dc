import { randomBytes } from 'node:crypto';
import { nodeClock } from '@workaday/core/node';
import { type ApiProxy, type AppNamespace, createAppNamespace, startApiProxy } from '@workaday/testbed';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ledgerName, readLedger, updateLedger } from '../../src/ledger/ledger.ts';
import type { Release, ReleaseState } from '../../src/ledger/release.ts';
import { deleteSnapshot, readSnapshot, writeSnapshot } from '../../src/ledger/snapshot.ts';
import { type KubeObject, recordsAt } from '../../src/manifests/object.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { builtIn, collectionPath, objectPath } from '../../src/transport/discovery.ts';

let world: AppNamespace;
let cluster: Cluster;
let proxy: ApiProxy;
let app = 0;
/** Each test has an app of its own. */
const place = () => ({ namespace: world.namespace, app: `shop-${app}`, environment: 'production' });
const path = () => objectPath(builtIn.ConfigMap, world.namespace, ledgerName(place().app));

beforeAll(async () => {
  world = await createAppNamespace('ledger');
  proxy = await startApiProxy(world.kubeconfig);
  cluster = await connect(proxy.through(world.kubeconfig), { clock: nodeClock });
});
beforeEach(() => {
  app += 1;
});
afterEach(() => proxy.decide(() => 'pass'));
afterAll(async () => {
  cluster.close();
  await proxy.close();
  await world.remove();
});

async function snapshotSecrets(): Promise<string[]> {
  const list = await world.admin.request({
    method: 'GET',
    path: collectionPath(builtIn.Secret, world.namespace),
  });
  const names = recordsAt(list, 'items').map((item) => (item as KubeObject).metadata.name);
  return names.filter((name) => name.startsWith(`workaday.${place().app}.`)).toSorted();
}

function release(number: number, state: ReleaseState, more: Partial<Release> = {}): Release {
  const text = {
    reason: '',
    message: '',
    version: `${number}.0.0`,
    commit: '',
    by: '',
    run: '',
    startedAt: '',
  };
  return { number, state, ...text, images: {}, objects: [], parts: 1, ...more };
}

const noise = (bytes: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'noise' },
  data: { noise: randomBytes(bytes).toString('base64') },
});

test('25 deploys of 500 objects each: one ConfigMap holds them, and what is forgotten leaves no snapshot', async () => {
  const objects = (number: number) =>
    Array.from({ length: 500 }, (_, index) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: `settings-of-service-${index}-${randomBytes(5).toString('hex')}`,
      uid: `${number}-${randomBytes(16).toString('hex')}`,
    }));
  for (let number = 1; number <= 25; number++) {
    const parts = await writeSnapshot(cluster, place(), number, [noise(100)]);
    const next = release(number, number === 2 ? 'verified' : 'rolled-back', {
      objects: objects(number),
      parts,
    });
    await updateLedger(cluster, place(), (ledger) => ({ ...ledger, releases: [...ledger.releases, next] }));
  }
  const { releases } = await readLedger(cluster, place());
  expect(releases).toHaveLength(20);
  expect(releases[0]).toMatchObject({ number: 2, state: 'verified' });
  expect(releases.every((one) => one.objects.length === 500)).toBe(true);
  const kept = releases.map(({ number }) => `workaday.${place().app}.${number}.0`);
  expect(await snapshotSecrets()).toEqual(kept.toSorted());
});

test('a run that dies before it deletes a forgotten snapshot leaves that to the next', async () => {
  const all = Array.from({ length: 20 }, (_, index) => release(index + 1, 'failed'));
  await writeSnapshot(cluster, place(), 1, [noise(10)]);
  await updateLedger(cluster, place(), (ledger) => ({ ...ledger, releases: all }));
  proxy.decide(({ method }) => (method === 'DELETE' ? { status: 503 } : 'pass'));
  const add = (number: number) =>
    updateLedger(cluster, place(), (ledger) => ({
      ...ledger,
      releases: [...ledger.releases, release(number, 'verified')],
    }));
  expect(await add(21)).toMatchObject({ forgotten: [{ number: 1, parts: 1 }] });
  expect(await snapshotSecrets()).toHaveLength(1);
  proxy.decide(() => 'pass');
  await updateLedger(cluster, place(), (ledger) => ledger);
  expect(await snapshotSecrets()).toEqual([]);
  expect((await readLedger(cluster, place())).forgotten).toBeUndefined();
});

test('writers lose no change of each other’s, nor when answers get lost on their way', async () => {
  let writes = 0;
  proxy.decide(({ write }) => {
    if (write) writes += 1;
    return write && writes % 3 === 0 ? 'lose-answer' : 'pass';
  });
  const names = ['1', '2', '3', '4', '5', '6'];
  await Promise.all(
    names.map((name) =>
      updateLedger(cluster, place(), (ledger) => ({
        ...ledger,
        prechecks: { ...ledger.prechecks, [name]: { outside: 'ok' } },
      })),
    ),
  );
  expect(Object.keys((await readLedger(cluster, place())).prechecks ?? {}).toSorted()).toEqual(names);
});

test('a change that changes nothing writes nothing', async () => {
  await updateLedger(cluster, place(), (ledger) => ({ ...ledger, releases: [release(1, 'verified')] }));
  const before = proxy.seen.length;
  await updateLedger(cluster, place(), (ledger) => ({ ...ledger, releases: [...ledger.releases] }));
  expect(proxy.seen.slice(before).map(({ method }) => method)).toEqual(['GET']);
});

test('what people and later versions add beside the ledger or in it stays', async () => {
  await updateLedger(cluster, place(), (ledger) => ({ ...ledger, releases: [release(1, 'verified')] }));
  const live = await world.admin.request<KubeObject>({ method: 'GET', path: path() });
  const ledger = { ...JSON.parse((live['data'] as { ledger: string }).ledger), later: { a: 1 } };
  const body = {
    ...live,
    metadata: { ...live.metadata, annotations: { 'team.example/note': 'ours' } },
    data: { ledger: JSON.stringify(ledger), notes: 'ours' },
  };
  await world.admin.request({ method: 'PUT', path: path(), body });
  await updateLedger(cluster, place(), (before) => ({
    ...before,
    releases: [...before.releases, release(2, 'failed')],
  }));
  expect(await readLedger(cluster, place())).toMatchObject({
    later: { a: 1 },
    releases: [{ number: 1 }, { number: 2 }],
  });
  expect(await world.admin.request({ method: 'GET', path: path() })).toMatchObject({
    metadata: { annotations: { 'team.example/note': 'ours' } },
    data: { notes: 'ours' },
  });
});

test('a damaged ledger ends every run, with what to do', async () => {
  const body = { metadata: { name: ledgerName(place().app) }, data: { ledger: '{"releases": [' } };
  await world.admin.request({
    method: 'POST',
    path: collectionPath(builtIn.ConfigMap, world.namespace),
    body,
  });
  const failure = { parts: { reason: 'ledger-unreadable', next: expect.stringContaining('backup') } };
  await expect(readLedger(cluster, place())).rejects.toMatchObject(failure);
  await expect(updateLedger(cluster, place(), (ledger) => ledger)).rejects.toMatchObject(failure);
});

test('a snapshot of several MiB that does not compress comes back byte for byte', async () => {
  const objects = [noise(1_500_000), noise(1_500_000)];
  const parts = await writeSnapshot(cluster, place(), 1, objects);
  expect(parts).toBeGreaterThan(4);
  expect(await snapshotSecrets()).toHaveLength(parts);
  expect(await readSnapshot(cluster, place(), { number: 1, parts })).toEqual(objects);
  await deleteSnapshot(cluster, place(), { number: 1, parts });
  expect(await snapshotSecrets()).toEqual([]);
});

test('a snapshot of an attempt that died anywhere is replaced as a whole, and leaves nothing', async () => {
  const long = [noise(1_500_000)];
  const short = [noise(100)];
  for (const lasts of [1, 2, 3]) {
    let writes = 0;
    proxy.decide(({ write }) => {
      if (write) writes += 1;
      return writes > lasts ? { status: 403 } : 'pass';
    });
    if (lasts < 3)
      await expect(writeSnapshot(cluster, place(), lasts, long)).rejects.toMatchObject({ status: 403 });
    else await writeSnapshot(cluster, place(), lasts, long);
    expect((await snapshotSecrets()).length).toBeGreaterThan(0);
    proxy.decide(() => 'pass');
    const parts = await writeSnapshot(cluster, place(), lasts, short);
    expect(await readSnapshot(cluster, place(), { number: lasts, parts })).toEqual(short);
    await deleteSnapshot(cluster, place(), { number: lasts, parts });
    expect(await snapshotSecrets()).toEqual([]);
  }
});

test('the same snapshot written again is not written again', async () => {
  const objects = [noise(1_500_000)];
  const parts = await writeSnapshot(cluster, place(), 1, objects);
  const before = proxy.seen.length;
  expect(await writeSnapshot(cluster, place(), 1, objects)).toBe(parts);
  const asked = proxy.seen.slice(before).filter(({ method }) => method === 'DELETE');
  // The one that looks whether there was another chunk.
  expect(asked).toHaveLength(1);
});

test('chunks of two attempts are never taken for one snapshot, nor a damaged one for whole', async () => {
  const parts = await writeSnapshot(cluster, place(), 1, [noise(1_500_000)]);
  await writeSnapshot(cluster, place(), 2, [noise(1_500_000)]);
  const at = (number: number, part: number) =>
    objectPath(builtIn.Secret, world.namespace, `workaday.${place().app}.${number}.${part}`);
  const other = await world.admin.request<KubeObject>({ method: 'GET', path: at(2, 1) });
  await world.admin.request({ method: 'DELETE', path: at(1, 1) });
  const { annotations, labels } = other.metadata;
  await world.admin.request({
    method: 'POST',
    path: collectionPath(builtIn.Secret, world.namespace),
    body: { ...other, metadata: { name: `workaday.${place().app}.1.1`, annotations, labels } },
  });
  const unreadable = {
    parts: { reason: 'snapshot-unreadable', what: expect.stringContaining('incomplete') },
  };
  await expect(readSnapshot(cluster, place(), { number: 1, parts })).rejects.toMatchObject(unreadable);
});
