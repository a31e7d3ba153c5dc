import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearFailedJobs } from '../../src/ledger/failed-jobs.ts';
import { nameJobs } from '../../src/manifests/job-names.ts';
import type { Manifest } from '../../src/manifests/manifests.ts';
import { type KubeObject, recordsAt } from '../../src/manifests/object.ts';
import { applyObject } from '../../src/plan/apply.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { builtIn, objectPath, readObject } from '../../src/transport/discovery.ts';
import { workload } from './rollouts.ts';

let world: AppNamespace;
let cluster: Cluster;
beforeAll(async () => {
  world = await createAppNamespace('jobs');
  cluster = await connect(world.kubeconfig, { clock: nodeClock });
});
afterAll(async () => {
  cluster.close();
  await world.remove();
});

const job = (name: string, program: string): Manifest => ({
  object: workload(name, { kind: 'Job', program, spec: { backoffLimit: 0 } }),
  place: { file: 'k8s/job.yaml' },
});
const apply = ({ object }: Manifest) => applyObject(cluster, world.namespace, object, { force: true });
const read = (name: string) => readObject(cluster, builtIn.Job, world.namespace, name);
const ends = (live: KubeObject | undefined) =>
  recordsAt(live, 'status', 'conditions')
    .filter(({ status }) => status === 'True')
    .map(({ type }) => type);
const ended = (name: string, as: string) =>
  expect.poll(async () => ends(await read(name)), { timeout: 120_000 }).toContain(as);
const only = ([first]: Manifest[]) => first ?? expect.fail('no Job');

test('another program under the same name is refused by the server, under the name of its content it is not', async () => {
  await apply(job('migrate', ''));
  await expect(apply(job('migrate', ';'))).rejects.toMatchObject({ status: 422 });
  const named = nameJobs([job('migrate', ''), job('migrate', ';')]);
  await Promise.all(named.map(apply));
  await Promise.all(named.map(({ object }) => ended(object.metadata.name, 'Complete')));
});

test('a name at the limit gives a Job whose pods run', async () => {
  const named = job('long', '');
  named.object.metadata.name = 'a'.repeat(80);
  const long = only(nameJobs([named]));
  await apply(long);
  await ended(long.object.metadata.name, 'Complete');
});

test('a Job that failed makes room for the next attempt, one that is complete stays', async () => {
  const [failed, complete] = nameJobs([job('fails', 'process.exit(3)'), job('works', '')]) as [
    Manifest,
    Manifest,
  ];
  await Promise.all([apply(failed), apply(complete)]);
  await ended(failed.object.metadata.name, 'Failed');
  await ended(complete.object.metadata.name, 'Complete');
  const before = await read(failed.object.metadata.name);
  const again = await apply(failed);
  expect(again.metadata.uid).toBe(before?.metadata.uid);

  const cleared = await clearFailedJobs(cluster, world.namespace, [failed, complete]);
  expect(cleared.map(({ metadata }) => metadata.uid)).toEqual([before?.metadata.uid]);
  expect(await read(failed.object.metadata.name)).toBeUndefined();
  expect(await read(complete.object.metadata.name)).toBeDefined();
  const anew = await apply(failed);
  expect(anew.metadata.uid).not.toBe(before?.metadata.uid);
});

test('one that a finalizer keeps is waited for', async () => {
  const slow = only(nameJobs([job('slow', 'process.exit(3)')]));
  slow.object.metadata['finalizers'] = ['example.org/archive'];
  await apply(slow);
  const { name } = slow.object.metadata;
  await ended(name, 'Failed');
  const cleared = clearFailedJobs(cluster, world.namespace, [slow]);
  await expect
    .poll(async () => (await read(name))?.metadata.deletionTimestamp, { timeout: 20_000 })
    .toBeDefined();
  await cluster.request({
    method: 'PATCH',
    path: objectPath(builtIn.Job, world.namespace, name),
    headers: { 'Content-Type': 'application/json-patch+json' },
    body: [{ op: 'remove', path: '/metadata/finalizers' }],
  });
  await cleared;
  expect(await read(name)).toBeUndefined();
});
