import { nodeClock } from '@workaday/core/node';
import {
  type ApiProxy,
  type AppNamespace,
  createAppNamespace,
  type Fate,
  startApiProxy,
} from '@workaday/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { withRelease } from '../../src/ledger/history.ts';
import { acquireLease } from '../../src/ledger/lease.ts';
import { readLedger, updateLedger } from '../../src/ledger/ledger.ts';
import { restoreRelease } from '../../src/ledger/restore.ts';
import { sendRestore } from '../../src/ledger/send-restore.ts';
import { type KubeObject, objectName, recordAt, recordsAt } from '../../src/manifests/object.ts';
import { applyObjects, isSuperseded } from '../../src/plan/apply.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { builtIn, collectionPath, objectPath } from '../../src/transport/discovery.ts';
import { quietly, Releases, seen } from './releases.ts';
import { serves, staysUp, workload } from './rollouts.ts';

let world: AppNamespace;
let proxy: ApiProxy;
let cluster: Cluster;
let app: Releases;
let count = 0;

beforeAll(async () => {
  world = await createAppNamespace('restore');
  proxy = await startApiProxy(world.kubeconfig);
  cluster = await connect(proxy.through(world.kubeconfig), { clock: nodeClock });
});
afterEach(() => proxy.decide(() => 'pass'));
afterAll(async () => {
  cluster.close();
  await proxy.close();
  await world.remove();
});

/** An app of its own, and a prefix for the names of its objects. */
function newApp(): string {
  count += 1;
  app = new Releases(cluster, {
    namespace: world.namespace,
    app: `shop-${count}`,
    environment: 'production',
  });
  return `a${count}`;
}

const config = (name: string, text: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { text },
  ...more,
});
const service = (name: string, port: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports: [{ port }] },
});
const textOf = async (name: string) => {
  const [found] = await app.read([config(name, '')]);
  return recordAt(found, 'data')?.['text'];
};
const admin = (method: 'PUT' | 'DELETE' | 'PATCH', path: string, body?: object) =>
  world.admin.request<KubeObject>({
    method,
    path,
    ...(body ? { body } : {}),
    headers: { 'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
  });

describe('what comes back', () => {
  test('is whole although the bad release was only half written, and had made things it never wrote', async () => {
    const p = newApp();
    const good = [config(`${p}-one`, 'good'), config(`${p}-two`, 'good'), service(`${p}-web`, 80)];
    await app.good(1, good);
    const before = await app.read(good);
    await app.record(2, [config(`${p}-one`, 'bad'), config(`${p}-two`, 'bad'), config(`${p}-new`, 'bad')]);
    const stamped = (await app.record(2, [config(`${p}-one`, 'bad'), config(`${p}-new`, 'bad')])).slice(0, 1);
    await applyObjects(cluster, world.namespace, stamped, { release: 2, onApplied: () => undefined });
    await app.undo(2);
    expect((await app.read(good)).map(seen)).toEqual(before.map(seen));
    expect(await app.read([config(`${p}-new`, '')])).toEqual([]);
  });

  test('is sent again without harm, and the release that was undone writes no more', async () => {
    const p = newApp();
    await app.good(1, [config(`${p}-one`, 'good'), config(`${p}-same`, 'same')]);
    const late = await app.record(2, [config(`${p}-one`, 'bad'), config(`${p}-same`, 'same')]);
    await app.write(2, [config(`${p}-one`, 'bad'), config(`${p}-same`, 'same')]);
    const options = { message: 'it crashed', log: () => undefined };
    for (const _ of [1, 2])
      expect(await sendRestore(cluster, app.place, 2, options)).toMatchObject({
        result: 'sent',
        notRestored: [],
      });
    expect((await readLedger(cluster, app.place)).releases.at(-1)).toMatchObject({
      state: 'pending',
      reason: 'restoring',
    });
    const write = applyObjects(cluster, world.namespace, late, { release: 2, onApplied: () => undefined });
    await expect(write).rejects.toSatisfy(isSuperseded);
    expect(await textOf(`${p}-one`)).toBe('good');
    await app.undo(2);
    expect(await app.undo(2)).toMatchObject({ release: { number: 1 } });
  });

  test('leaves alone what a newer deploy wrote or made', async () => {
    const p = newApp();
    await app.good(1, [config(`${p}-one`, 'good'), config(`${p}-two`, 'good')]);
    await app.write(2, [config(`${p}-one`, 'bad'), config(`${p}-two`, 'bad'), config(`${p}-new`, 'bad')]);
    const newer = await app.record(3, [config(`${p}-one`, 'newer'), config(`${p}-new`, 'newer')]);
    await applyObjects(cluster, world.namespace, newer, { release: 3, onApplied: () => undefined });
    const restored = await app.undo(2);
    expect(restored.notRestored).toMatchObject([{ object: { name: `${p}-one` }, harmless: true }]);
    expect(await Promise.all([`${p}-one`, `${p}-two`, `${p}-new`].map(textOf))).toEqual([
      'newer',
      'good',
      'newer',
    ]);
  });

  test('is the last verified release, however many were tried since, and all that these made is gone', async () => {
    const p = newApp();
    await app.good(1, [config(`${p}-one`, 'good')]);
    await app.write(2, [config(`${p}-one`, 'two'), config(`${p}-by-two`, '')]);
    await updateLedger(cluster, app.place, (ledger) => withRelease(ledger, 2, { state: 'superseded' }));
    await app.write(3, [config(`${p}-one`, 'three'), config(`${p}-by-three`, '')]);
    await app.undo(3);
    expect(await textOf(`${p}-one`)).toBe('good');
    expect(await app.read([config(`${p}-by-two`, ''), config(`${p}-by-three`, '')])).toEqual([]);
  });

  test('includes configuration that the bad release had made immutable', async () => {
    const p = newApp();
    const secret = (text: string, more: object = {}): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `${p}-secret` },
      data: { text },
      ...more,
    });
    await app.good(1, [config(`${p}-one`, 'good'), secret('Z29vZA==')]);
    await app.write(2, [config(`${p}-one`, 'bad', { immutable: true }), secret('YmFk', { immutable: true })]);
    expect(await app.undo(2)).toMatchObject({ notRestored: [] });
    expect(await app.read([config(`${p}-one`, ''), secret('')])).toMatchObject([
      { data: { text: 'good' } },
      { data: { text: 'Z29vZA==' } },
    ]);
  });

  test('includes what a later release had taken over from others, also when that was deployed in two attempts', async () => {
    const p = newApp();
    const theirs = {
      ...config(`${p}-theirs`, 'theirs'),
      metadata: { name: `${p}-theirs`, labels: { team: 'b' } },
    };
    await world.admin.request({
      method: 'POST',
      path: collectionPath(builtIn.ConfigMap, world.namespace),
      body: theirs,
    });
    await app.good(1, [config(`${p}-one`, 'good')]);
    const [before] = await app.read([theirs]);
    const bad = [config(`${p}-one`, 'bad'), config(`${p}-theirs`, 'ours')];
    await app.write(2, bad);
    await app.write(2, bad);
    await app.undo(2);
    const [after] = await app.read([theirs]);
    expect(after && seen(after)).toEqual(before && seen(before));
  });

  test('does without a claim that cannot be changed back, and says so', async () => {
    const p = newApp();
    const claim = (mode: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: `${p}-data` },
      spec: {
        accessModes: [mode],
        storageClassName: 'nobody-makes-it',
        resources: { requests: { storage: '1Mi' } },
      },
    });
    await app.serves(await app.write(1, [config(`${p}-one`, 'good')]));
    const recorded = await app.record(1, [config(`${p}-one`, 'good'), claim('ReadWriteMany')]);
    await app.keep(1);
    expect(recorded).toHaveLength(2);
    await app.write(2, [config(`${p}-one`, 'bad'), claim('ReadWriteOnce')]);
    const said: string[] = [];
    const sent = await sendRestore(cluster, app.place, 2, {
      message: 'it crashed',
      log: (line) => said.push(line),
    });
    expect(sent).toMatchObject({
      result: 'sent',
      notRestored: [{ object: { kind: 'PersistentVolumeClaim' }, harmless: true }],
    });
    expect(said.join('\n')).toMatch(
      new RegExp(`PersistentVolumeClaim/${p}-data is not restored: .*immutable`),
    );
    expect(await textOf(`${p}-one`)).toBe('good');
  });
});

describe('what stands in the way', () => {
  test('of nothing verified before, or of a migration that cannot be undone, is answered and nothing is touched', async () => {
    const p = newApp();
    await app.write(1, [config(`${p}-one`, 'first')]);
    const nothing = await restoreRelease(cluster, app.place, 1, quietly);
    expect(nothing).toEqual({ result: 'nothing-to-restore', why: 'no-verified' });
    await app.keep(1);
    await app.write(2, [config(`${p}-one`, 'migrated')], { rollback: 'unsafe' });
    await updateLedger(cluster, app.place, (ledger) => withRelease(ledger, 2, { state: 'failed' }));
    await app.write(3, [config(`${p}-one`, 'bad')]);
    const unsafe = await restoreRelease(cluster, app.place, 3, quietly);
    expect(unsafe).toEqual({ result: 'nothing-to-restore', why: 'rollback-unsafe' });
    expect(await textOf(`${p}-one`)).toBe('bad');
    expect((await readLedger(cluster, app.place)).releases.at(-1)).toMatchObject({ reason: 'deploying' });
  });

  test('is another run that found the release good meanwhile', async () => {
    const p = newApp();
    await app.good(1, [config(`${p}-one`, 'good')]);
    await app.write(2, [config(`${p}-one`, 'better')]);
    proxy.decide(async ({ method, path }): Promise<Fate> => {
      if (method !== 'PUT' || !path.includes('/configmaps/workaday.')) return 'pass';
      proxy.decide(() => 'pass');
      await app.keep(2);
      return 'pass';
    });
    const late = await restoreRelease(cluster, app.place, 2, quietly);
    expect(late).toMatchObject({
      result: 'failed',
      why: expect.stringContaining('release 2 is verified by now'),
    });
    expect(await textOf(`${p}-one`)).toBe('better');
  });

  test('and the other way round: what is being undone is not found good any more', async () => {
    const p = newApp();
    await app.good(1, [config(`${p}-one`, 'good')]);
    await app.write(2, [config(`${p}-one`, 'bad')]);
    await sendRestore(cluster, app.place, 2, { message: 'it crashed', log: () => undefined });
    await expect(app.keep(2)).rejects.toMatchObject({ parts: { reason: 'lease-lost' } });
    await app.undo(2);
    expect(await app.keep(2)).toMatchObject({ state: 'rolled-back' });
  });

  test('is one object that is refused: the others are back all the same, and it is named', async () => {
    const p = newApp();
    await app.good(1, [config(`${p}-one`, 'good'), service(`${p}-web`, 80)]);
    await app.write(2, [
      config(`${p}-one`, 'bad'),
      service(`${p}-web`, 81),
      service(`${p}-new`, 82),
      config(`${p}-new`, ''),
    ]);
    proxy.decide(({ method, path }) =>
      (method === 'PATCH' && path.includes(`/services/${p}-web`)) || method === 'DELETE'
        ? { status: 403 }
        : 'pass',
    );
    const failed = await restoreRelease(cluster, app.place, 2, quietly);
    expect(failed).toMatchObject({ result: 'failed', why: expect.stringContaining(`Service/${p}-web`) });
    expect(
      failed.result === 'failed' &&
        failed.notRestored.map(({ object, harmless }) => [objectName(object), harmless]).toSorted(),
    ).toEqual([
      [`ConfigMap/${p}-new`, true],
      [`Service/${p}-new`, false],
      [`Service/${p}-web`, false],
    ]);
    expect(await textOf(`${p}-one`)).toBe('good');
    proxy.decide(() => 'pass');
    expect(await app.undo(2)).toMatchObject({ notRestored: [] });
    expect(await app.read([service(`${p}-new`, 0), config(`${p}-new`, '')])).toEqual([]);
  });

  test('is a lease that was lost: whoever has it now decides', async () => {
    const p = newApp();
    await app.good(1, [config(`${p}-one`, 'good')]);
    await app.write(2, [config(`${p}-one`, 'bad')]);
    const lease = await acquireLease(cluster, app.place, { holder: 'me', wait: 0, log: () => undefined });
    await lease.release();
    const restore = restoreRelease(lease.guard(cluster), app.place, 2, quietly);
    await expect(restore).rejects.toMatchObject({ parts: { reason: 'lease-lost' } });
    expect(await textOf(`${p}-one`)).toBe('bad');
  });
});

describe('a restore that is only sent', () => {
  test('waits for nothing that runs, asks all it has to know at once, and writes each object once', async () => {
    const p = newApp();
    const never = { container: { readinessProbe: { exec: { command: ['false'] } } } };
    const objects = (text: string) => [
      ...Array.from({ length: 8 }, (_, index) => config(`${p}-${index}`, text)),
      service(`${p}-web`, text === 'good' ? 80 : 81),
      workload(`${p}-web`, { ...never, program: `${staysUp} // ${text}` }),
    ];
    await app.write(1, objects('good'));
    await app.keep(1);
    await app.write(2, objects('bad'));
    const before = proxy.seen.length;
    const started = performance.now();
    const sent = await sendRestore(cluster, app.place, 2, { message: 'it crashed', log: () => undefined });
    const took = performance.now() - started;
    expect(sent).toMatchObject({ result: 'sent', notRestored: [] });
    expect(await textOf(`${p}-7`)).toBe('good');
    const asked = proxy.seen.slice(before);
    const patches = asked.filter(({ method, path }) => method === 'PATCH' && path.includes(`/${p}-`));
    // A Deployment on its way changes under our hands.
    expect(new Set(patches.map(({ path }) => path)).size).toBe(10);
    expect(asked.length).toBeLessThan(35);
    console.info(`10 objects put back in ${Math.round(took)} ms with ${asked.length} requests`);
  });
});

describe('pods of the release that comes back', () => {
  const pods = async (name: string) =>
    (
      recordsAt(
        await world.admin.request({ method: 'GET', path: collectionPath(builtIn.Pod, world.namespace) }),
        'items',
      ) as KubeObject[]
    ).filter(({ metadata }) => metadata.labels?.['app'] === name && !metadata.deletionTimestamp);
  const crash = { program: 'setTimeout(() => process.exit(7), 300)' };
  const probe = { readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 } };
  const web = (name: string, template: object, spec: object) =>
    workload(name, { program: serves(200), container: probe, ...template, spec: { replicas: 2, ...spec } });
  const quota = (pods: number) => ({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'pods' },
    spec: { hard: { pods: String(pods) } },
  });
  const setQuota = (hard: number) =>
    world.admin.request({
      method: 'POST',
      path: `/api/v1/namespaces/${world.namespace}/resourcequotas`,
      body: quota(hard),
    });
  const noQuota = () => admin('DELETE', `/api/v1/namespaces/${world.namespace}/resourcequotas/pods`);

  test.each([
    ['replaces all at once', { strategy: { type: 'Recreate' } }, 0],
    ['keeps none of the old', { strategy: { rollingUpdate: { maxUnavailable: '100%', maxSurge: 0 } } }, 0],
    ['surges by one', { strategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } } }, 1],
  ])(
    'start although the bad ones hold the whole quota, where a Deployment %s',
    async (_name, spec, surge) => {
      const p = newApp();
      const name = `${p}-web`;
      await app.good(1, [web(name, {}, spec)]);
      const others = recordsAt(
        await world.admin.request({ method: 'GET', path: collectionPath(builtIn.Pod, world.namespace) }),
        'items',
      ).length;
      await setQuota(others + surge);
      try {
        await app.write(2, [web(name, crash, spec)]);
        await expect
          .poll(
            async () => (await pods(name)).filter((pod) => /process.exit/.test(JSON.stringify(pod['spec']))),
            { timeout: 60_000 },
          )
          .toHaveLength(2);
        await app.undo(2);
        const now = await pods(name);
        expect(now).toHaveLength(2);
        expect(JSON.stringify(now)).not.toContain('process.exit');
      } finally {
        await noQuota();
        await admin('DELETE', objectPath(builtIn.Deployment, world.namespace, name));
      }
    },
  );

  test('start anew where their ReplicaSet was not kept, and that is said', async () => {
    const p = newApp();
    const spec = { replicas: 1, strategy: { type: 'Recreate' } };
    await app.good(1, [web(`${p}-web`, {}, spec)]);
    await app.write(2, [web(`${p}-web`, crash, spec)]);
    await expect
      .poll(async () => JSON.stringify(await pods(`${p}-web`)), { timeout: 30_000 })
      .toContain('process.exit');
    const sets = await world.admin.request({
      method: 'GET',
      path: collectionPath(builtIn.ReplicaSet, world.namespace),
    });
    for (const { metadata } of recordsAt(sets, 'items') as KubeObject[])
      await admin('DELETE', objectPath(builtIn.ReplicaSet, world.namespace, metadata.name));
    const said: string[] = [];
    await app.undo(2, { ...quietly, log: (line) => said.push(line) });
    expect(said.join('\n')).toContain('has no ReplicaSet of this template any more');
    await admin('DELETE', objectPath(builtIn.Deployment, world.namespace, `${p}-web`));
  });

  test('are as many as an autoscaler made them, also when the bad release had set their number itself', async () => {
    const p = newApp();
    const name = `${p}-web`;
    const nowhere = { pod: { nodeSelector: { never: 'here' } } };
    const scaler: KubeObject = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name },
      spec: { maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } },
    };
    await app.write(1, [workload(name, nowhere), scaler]);
    await app.keep(1);
    await app.write(2, [workload(name, { ...nowhere, spec: { replicas: 4 } })]);
    await sendRestore(cluster, app.place, 2, { message: 'it crashed', log: () => undefined });
    const [deployment] = await app.read([workload(name)]);
    expect(deployment).toMatchObject({ spec: { replicas: 4 } });
  });
});
