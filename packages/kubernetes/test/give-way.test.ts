import { expect, test } from 'vitest';
import { acquireLease, releaseLease } from '../src/ledger/lease.ts';
import { leaseName } from '../src/ledger/lease-record.ts';
import { takeLock } from '../src/locks/locks.ts';
import { recordAt } from '../src/manifests/object.ts';
import { builtIn, objectPath } from '../src/transport/discovery.ts';
import { VirtualServer } from './virtual-server.ts';
import { Process, VirtualTime } from './virtual-time.ts';

const place = { namespace: 'shop', app: 'shop', environment: 'production' };
const leasePath = objectPath(builtIn.Lease, place.namespace, leaseName(place));
const log = () => undefined;

/** A run that writes, on a line of its own pace, and a rollback that freezes the app at 7 s and then waits for the lease. */
async function freezeWhileWriting(there: number) {
  const time = new VirtualTime();
  const server = new VirtualServer(time);
  const clusterOf = (slow: number) =>
    server.clusterFor(new Process(time, 0), ({ path }) => {
      return { there: path === '/written' ? slow : 5, back: 5 };
    });
  const holders: unknown[] = [];
  const holder = () => recordAt(server.objects.get(leasePath), 'spec')?.['holderIdentity'];
  let taken = Number.POSITIVE_INFINITY;
  server.onWritten = (_, path) => {
    if (path === '/written') holders.push(holder());
    if (path === leasePath && holder() === 'rollback') taken = Math.min(taken, time.now);
  };
  const deploy = async () => {
    const cluster = clusterOf(there);
    const lease = await acquireLease(cluster, place, { holder: 'deploy', wait: 0, log });
    await cluster.clock.wait(7500);
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'written' } };
    await lease
      .guard(cluster)
      .request({ method: 'PUT', path: '/written', body })
      .catch(() => undefined);
    await lease.release();
  };
  const rollback = async () => {
    const cluster = clusterOf(5);
    await cluster.clock.wait(7000);
    const said = { by: 'ada', reason: 'the cart is empty', run: '', commit: 'c0ffee' };
    await takeLock(cluster, place, { kind: 'freeze', app: 'shop', holder: 'rollback', lasting: 60, ...said });
    const lease = await acquireLease(cluster, place, { holder: 'rollback', wait: 60_000, log });
    await lease.release();
  };
  void deploy();
  void rollback();
  await time.run(90_000);
  return { holders, taken };
}

test('whoever gives way to a freeze gives the lease back once its last write is answered', async () => {
  const { holders, taken } = await freezeWhileWriting(3000);
  expect(holders).toEqual(['deploy']);
  expect(taken).toBeLessThan(13_000);
});

test('a write that is not answered in time keeps the lease from being given back', async () => {
  const { holders, taken } = await freezeWhileWriting(22_000);
  expect(holders).toEqual(['deploy']);
  expect(taken).toBeGreaterThan(29_500);
});

test.each([
  ['is given back by the next step', 19_000, true],
  ['is left to expire when it could write no more: what it sent may be on its way', 20_000, false],
])('the lease of a step that died %s', async (_, later, given) => {
  const time = new VirtualTime();
  const server = new VirtualServer(time);
  const dead = new Process(time, 0);
  const next = server.clusterFor(new Process(time, 0), () => ({ there: 5, back: 5 }));
  const taking = acquireLease(
    server.clusterFor(dead, () => ({ there: 5, back: 5 })),
    place,
    { holder: 'deploy', wait: 0, log },
  );
  await time.run(1000);
  await taking;
  dead.die();
  let released: boolean | undefined;
  time.at(later, async () => {
    await next.request({ method: 'GET', path: leasePath });
    released = await releaseLease(next, place, 'deploy');
  });
  await time.run(60_000);
  expect(released).toBe(given);
});
