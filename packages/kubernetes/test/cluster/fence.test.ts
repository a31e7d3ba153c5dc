import { nodeClock } from '@workaday/core/node';
import {
  type ApiProxy,
  type AppNamespace,
  createAppNamespace,
  type Fate,
  startApiProxy,
} from '@workaday/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KubeObject, objectKey } from '../../src/manifests/object.ts';
import { releaseOf, stampObject } from '../../src/manifests/stamp.ts';
import { applyFenced, isSuperseded } from '../../src/plan/apply.ts';
import { expectedVersions, undoneAnnotation } from '../../src/plan/fence.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { builtIn, collectionPath, objectPath } from '../../src/transport/discovery.ts';

let world: AppNamespace;
let proxy: ApiProxy;
let direct: Cluster;
let held: Cluster;

beforeAll(async () => {
  world = await createAppNamespace('fence');
  proxy = await startApiProxy(world.kubeconfig);
  direct = await connect(world.kubeconfig, { clock: nodeClock });
  held = await connect(proxy.through(world.kubeconfig), { clock: nodeClock });
});
afterAll(async () => {
  direct.close();
  held.close();
  await proxy.close();
  await world.remove();
});

function settings(name: string, release: number, text = `of ${release}`): KubeObject {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { text } };
  return stampObject(object, { namespace: world.namespace, app: 'shop', release });
}
const path = (name: string) => objectPath(builtIn.ConfigMap, world.namespace, name);
const read = (name: string) => world.admin.request<KubeObject>({ method: 'GET', path: path(name) });
const write = (cluster: Cluster, object: KubeObject, release: number) =>
  applyFenced(cluster, world.namespace, object, { release });

/** Does something else at the very moment at which a write is on its way. */
function meanwhile(work: () => Promise<unknown>): void {
  let done = false;
  proxy.decide(async ({ method }): Promise<Fate> => {
    if (method !== 'PATCH' || done) return 'pass';
    done = true;
    await work();
    return 'pass';
  });
}

test('many writers at once: an older release is never seen after a newer one', async () => {
  const stamps: number[] = [];
  const stop = new AbortController();
  const seen = world.admin
    .stream(
      {
        method: 'GET',
        path: collectionPath(builtIn.ConfigMap, world.namespace),
        query: { watch: true, fieldSelector: 'metadata.name=busy' },
        signal: stop.signal,
      },
      (line) => stamps.push(releaseOf((JSON.parse(line) as { object: KubeObject }).object) ?? 0),
    )
    .catch(() => undefined);
  const order = [3, 1, 5, 2, 4];
  const results = await Promise.all(
    order.flatMap((release) =>
      Array.from({ length: 8 }, (_, index) =>
        write(direct, settings('busy', release, `${index}`), release).then(
          () => true,
          (error: unknown) => {
            if (isSuperseded(error)) return false;
            throw error;
          },
        ),
      ),
    ),
  );
  expect(releaseOf(await read('busy'))).toBe(5);
  expect(results).toContain(true);
  expect(results).toContain(false);
  await expect.poll(() => stamps.at(-1)).toBe(5);
  stop.abort(new Error('seen enough'));
  await seen;
  expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
});

test('an older release that read before a newer one wrote is told so', async () => {
  await write(direct, settings('late', 1), 1);
  meanwhile(() => write(direct, settings('late', 3), 3));
  await expect(write(held, settings('late', 2), 2)).rejects.toMatchObject({
    parts: { reason: 'superseded' },
  });
  expect(await read('late')).toMatchObject({ data: { text: 'of 3' } });
});

test('nor is a new object made over one that a newer release made meanwhile', async () => {
  meanwhile(() => write(direct, settings('new', 3), 3));
  await expect(write(held, settings('new', 2), 2)).rejects.toSatisfy(isSuperseded);
  expect(await read('new')).toMatchObject({ data: { text: 'of 3' } });
});

test('others may change an object in between, as controllers do, and what was deleted is made anew', async () => {
  const before = await write(direct, settings('touched', 1), 1);
  meanwhile(() =>
    world.admin.request({
      method: 'PATCH',
      path: path('touched'),
      headers: { 'Content-Type': 'application/merge-patch+json' },
      body: { metadata: { annotations: { 'team.example/note': 'ours' } } },
    }),
  );
  const touched = await write(held, settings('touched', 2), 2);
  expect(touched.metadata.annotations).toMatchObject({ 'team.example/note': 'ours' });
  meanwhile(() => world.admin.request({ method: 'DELETE', path: path('touched') }));
  const anew = await write(held, settings('touched', 3), 3);
  expect(anew.metadata.uid).not.toBe(before.metadata.uid);
});

test('a plan’s read is trusted as long as nothing changed, and never for what belongs to a newer release', async () => {
  const live = await write(direct, settings('planned', 1), 1);
  const object = settings('planned', 2);
  const planned = expectedVersions([object], [live], 2);
  proxy.decide(() => 'pass');
  const before = proxy.seen.length;
  await applyFenced(held, world.namespace, object, { release: 2, expected: planned });
  expect(proxy.seen.slice(before).map(({ method }) => method)).toEqual(['PATCH']);
  await write(direct, settings('planned', 4), 4);
  const stale = applyFenced(held, world.namespace, settings('planned', 3), { release: 3, expected: planned });
  await expect(stale).rejects.toSatisfy(isSuperseded);
  expect(expectedVersions([object], [await read('planned')], 3).has(objectKey(object))).toBe(false);
});

test('a release that was undone does not write again, whoever wakes it, and its restore may be repeated', async () => {
  const good = settings('undone', 1);
  good.metadata.annotations = { ...good.metadata.annotations, [undoneAnnotation]: '2' };
  const restore = () => applyFenced(direct, world.namespace, good, { release: 2, undoing: true });
  await write(direct, settings('undone', 2), 2);
  await restore();
  await expect(write(direct, settings('undone', 2), 2)).rejects.toThrow(/put back when release 2 was undone/);
  await restore();
  await write(direct, settings('undone', 3), 3);
  await expect(restore()).rejects.toSatisfy(isSuperseded);
});
