import { expect, test } from 'vitest';
import { watchCollection } from '../src/transport/watch.ts';
import { fakeCluster, listOf, swiftClock } from './fake-cluster.ts';

const path = '/api/v1/namespaces/shop/pods';
const lost = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));

/** A server that is away for some seconds after the first list. */
async function away(seconds: number) {
  const clock = swiftClock(0);
  const isAway = () => clock.now() > 0 && clock.now() < seconds * 1000;
  let lists = 0;
  const back = Promise.withResolvers<void>();
  const stop = new AbortController();
  const cluster = fakeCluster(
    clock,
    () => {
      if (isAway()) return 'unreachable';
      if (++lists > 1) back.resolve();
      return listOf('Pod', []);
    },
    (request) => (lists > 1 ? new Promise(() => request) : lost()),
  );
  const { failed } = await watchCollection(cluster, { path, signal: stop.signal, onChange: () => undefined });
  return Promise.race([back.promise.then(() => 'back'), failed]).finally(() => stop.abort());
}

test.each([30, 60, 120])('an API server that is away for %d s is waited for', async (seconds) => {
  await expect(away(seconds)).resolves.toBe('back');
});

test('one that stays away is the end', async () => {
  await expect(away(600)).rejects.toMatchObject({ parts: { reason: 'cluster-unreachable' } });
});

test.each([401, 403])(
  'one that does not know us at once after its start (%d) is asked again',
  async (status) => {
    let lists = 0;
    const back = Promise.withResolvers<void>();
    const stop = new AbortController();
    const cluster = fakeCluster(
      swiftClock(0),
      () => {
        lists += 1;
        if (lists === 4) back.resolve();
        return lists === 2 || lists === 3 ? status : listOf('Pod', []);
      },
      (request) => (lists > 3 ? new Promise(() => request) : lost()),
    );
    const { failed } = await watchCollection(cluster, {
      path,
      signal: stop.signal,
      onChange: () => undefined,
    });
    await Promise.race([back.promise, failed]);
    stop.abort();
    expect(lists).toBe(4);
  },
);

test('a watch says how long the line may be silent, and that it wants bookmarks', async () => {
  const seen = Promise.withResolvers<object>();
  const stop = new AbortController();
  const cluster = fakeCluster(
    swiftClock(0),
    () => listOf('Pod', []),
    (request) => {
      seen.resolve(request);
      return new Promise(() => undefined);
    },
  );
  await watchCollection(cluster, {
    path,
    query: { labelSelector: 'app=web' },
    signal: stop.signal,
    onChange: () => undefined,
  });
  expect(await seen.promise).toMatchObject({
    query: { labelSelector: 'app=web', allowWatchBookmarks: true, timeoutSeconds: 30, resourceVersion: '1' },
    timeout: 36_000,
  });
  stop.abort();
});
