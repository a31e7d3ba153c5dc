import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLease } from '../../src/ledger/lease.ts';
import { openLock, readLocks, takeLock } from '../../src/locks/locks.ts';
import { recordAt } from '../../src/manifests/object.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { builtIn, objectPath } from '../../src/transport/discovery.ts';

let world: AppNamespace;
let cluster: Cluster;
beforeEach(async () => {
  world = await createAppNamespace('locks');
  cluster = await connect(world.kubeconfig, { clock: nodeClock });
});
afterEach(async () => {
  cluster.close();
  await world.remove();
});

const place = () => ({ namespace: world.namespace, app: 'shop' });
const lockOf = (run: string, more: object = {}) => ({
  kind: 'lock' as const,
  app: 'shop' as string | undefined,
  by: 'ada',
  reason: 'stocktaking\n::error::`<b>`',
  holder: `org/shop/${run}`,
  run: `https://github.example/org/shop/actions/runs/${run}`,
  commit: '',
  lasting: 3600,
  ...more,
});

test('with the generated Role, a lock is taken by one of many, seen by all, and opened by anyone', async () => {
  const taken = await Promise.all(
    ['1', '2', '3', '4', '5', '6'].map((run) => takeLock(cluster, place(), lockOf(run))),
  );
  expect(taken.filter(({ result }) => result === 'locked')).toHaveLength(1);
  const [lock] = await readLocks(cluster, place());
  expect(taken.map((one) => one.lock.holder)).toEqual(taken.map(() => lock?.holder));
  expect(lock).toMatchObject({ by: 'ada', reason: 'stocktaking\n::error::`<b>`' });
  expect(await openLock(cluster, place(), 'lock')).toEqual(lock);
  expect(await readLocks(cluster, place())).toEqual([]);
  expect(await openLock(cluster, place(), 'lock')).toBeUndefined();
});

test('the lock of all apps stops every app, and its own lock stays its own', async () => {
  await takeLock(cluster, { namespace: world.namespace, app: undefined }, lockOf('1', { app: undefined }));
  await takeLock(cluster, place(), lockOf('2'));
  expect((await readLocks(cluster, place())).map(({ app }) => app)).toEqual([undefined, 'shop']);
  const other = { namespace: world.namespace, app: 'till' };
  expect((await readLocks(cluster, other)).map(({ app }) => app)).toEqual([undefined]);
});

test('a lock that nobody opens ends by itself', async () => {
  await takeLock(cluster, place(), lockOf('1', { lasting: 2 }));
  expect((await takeLock(cluster, place(), lockOf('2'))).result).toBe('held');
  await expect.poll(() => readLocks(cluster, place()), { timeout: 10_000 }).toEqual([]);
  expect((await takeLock(cluster, place(), lockOf('2'))).result).toBe('locked');
});

test('whoever deploys gives way to a freeze that comes, and not to one that was there before', async () => {
  const app = { ...place(), environment: 'production' };
  const freeze = (run: string) => lockOf(run, { kind: 'freeze', reason: 'the cart is empty' });
  await takeLock(cluster, place(), freeze('7'));
  const deploy = await acquireLease(cluster, app, { holder: 'org/shop/8', wait: 0, log: () => undefined });
  await renewals(2);
  expect(deploy.lost.aborted).toBe(false);
  const gone = new Promise((done) => deploy.lost.addEventListener('abort', done, { once: true }));
  await takeLock(cluster, place(), freeze('9'));
  const rollback = acquireLease(cluster, app, {
    holder: 'org/shop/9',
    wait: 60_000,
    log: () => undefined,
  });
  await gone;
  expect(deploy.lost.reason).toMatchObject({ parts: { reason: 'frozen' } });
  expect(() => deploy.check()).toThrow('ada freezes shop');
  await deploy.release();
  await (await rollback).release();
});

const pathOf = (name: string) => objectPath(builtIn.Lease, world.namespace, name);
const specOf = async (name: string) =>
  recordAt(await world.admin.request({ method: 'GET', path: pathOf(name) }), 'spec');

/** Waits until the lease of the app was renewed so many times. */
async function renewals(count: number): Promise<void> {
  for (let renewal = 0; renewal < count; renewal++) {
    const before = (await specOf('workaday.shop'))?.['renewTime'];
    await expect
      .poll(async () => (await specOf('workaday.shop'))?.['renewTime'], { timeout: 30_000 })
      .not.toBe(before);
  }
}
