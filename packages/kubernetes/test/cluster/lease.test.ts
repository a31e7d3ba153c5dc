import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLease, type LeaseOptions, releaseLease } from '../../src/ledger/lease.ts';
import { leaseName } from '../../src/ledger/lease-record.ts';
import { type KubeObject, recordAt } from '../../src/manifests/object.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { builtIn, objectPath } from '../../src/transport/discovery.ts';

let world: AppNamespace;
let cluster: Cluster;
const place = () => ({ namespace: world.namespace, app: 'shop', environment: 'production' });
const path = () => objectPath(builtIn.Lease, world.namespace, leaseName(place()));
const read = () => world.admin.request<KubeObject>({ method: 'GET', path: path() });
const spec = async () => recordAt(await read(), 'spec') ?? {};

const said: string[] = [];
function acquire(run: string, more: Partial<LeaseOptions> = {}) {
  const log = (line: string) => said.push(line);
  const url = `https://github.example/org/shop/runs/${run}`;
  return acquireLease(cluster, place(), { holder: `org/shop/${run}`, run: url, wait: 0, log, ...more });
}

/** As if so many seconds had passed since the holder was last heard of. */
async function age(seconds: number): Promise<void> {
  const lease = await read();
  const renewTime = new Date(world.admin.now() - seconds * 1000).toISOString().replace('Z', '000Z');
  const body = { ...lease, spec: { ...recordAt(lease, 'spec'), renewTime } };
  await world.admin.request({ method: 'PUT', path: path(), body });
}

beforeEach(async () => {
  said.length = 0;
  world = await createAppNamespace('lease');
  cluster = await connect(world.kubeconfig, { clock: nodeClock });
});
afterEach(async () => {
  cluster.close();
  await world.remove();
});

test('who waits is told for whom, where to look, and since when', async () => {
  const held = await acquire('1');
  await expect(acquire('2')).rejects.toMatchObject({ parts: { reason: 'locked' } });
  const [line] = said;
  expect(line).toMatch(
    /^waiting for org\/shop\/1 \(https:.*runs\/1\), which deploys shop to lease-\w+ since 20\d\d-\S+Z;/,
  );
  await held.release();
  expect(await spec()).toMatchObject({ holderIdentity: '' });
});

test('a lease that is given back while another waits is taken at once', async () => {
  const held = await acquire('1');
  const next = acquire('2', { wait: 60_000, log: () => void held.release() });
  await (await next).release();
  expect(await spec()).toMatchObject({ leaseTransitions: 1 });
});

test('of ten who find a lease expired, exactly one takes it over, and its old holder writes no more', async () => {
  const old = await acquire('0');
  await age(31);
  const tries = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => acquire(`${index + 1}`)));
  const winners = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(winners).toHaveLength(1);
  for (const one of tries)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ parts: { reason: 'locked' } });
  await expect(old.keep()).resolves.toBeUndefined();
  expect(old.lost.aborted).toBe(true);
  expect(() => old.check()).toThrow(/took over the deployment/);
  const write = old.guard(cluster).request({ method: 'POST', path: '/nowhere' });
  await expect(write).rejects.toMatchObject({ parts: { reason: 'lease-lost' } });
  await winners[0]?.release();
});

test('between the steps of a job the lease is kept longer, and the end of the job gives back only its own', async () => {
  const first = await acquire('1');
  await first.keep();
  expect(await spec()).toMatchObject({ holderIdentity: 'org/shop/1', leaseDurationSeconds: 60 });
  const again = await acquire('1');
  expect(await spec()).toMatchObject({ leaseDurationSeconds: 30, leaseTransitions: 0 });
  await again.keep();
  await age(61);
  const other = await acquire('2');
  expect(await releaseLease(cluster, place(), 'org/shop/1')).toBe(false);
  await other.keep();
  expect(await releaseLease(cluster, place(), 'org/shop/2')).toBe(true);
  expect(await releaseLease(cluster, place(), 'org/shop/2')).toBe(false);
});

test('a lease that a person deletes is free, and is not made again by the run that had it', async () => {
  const held = await acquire('1');
  await world.admin.request({ method: 'DELETE', path: path() });
  await held.keep();
  expect(held.lost.aborted).toBe(true);
  await expect(read()).rejects.toMatchObject({ status: 404 });
  await (await acquire('2')).release();
  expect(await releaseLease(cluster, place(), 'org/shop/1')).toBe(false);
});

test('what others wrote into the Lease stays', async () => {
  const held = await acquire('1');
  await held.release();
  const lease = await read();
  const annotations = { ...lease.metadata.annotations, 'team.example/note': 'ours' };
  const body = { ...lease, metadata: { ...lease.metadata, annotations } };
  await world.admin.request({ method: 'PUT', path: path(), body });
  await (await acquire('2')).release();
  expect((await read()).metadata.annotations).toMatchObject({
    'team.example/note': 'ours',
    'workaday.dev/run': 'https://github.example/org/shop/runs/2',
  });
});
