import { beforeEach, describe, expect, test } from 'vitest';
import { type KubeObject, recordAt } from '../../src/manifests/object.ts';
import { reviewCredential } from '../../src/rights/review.ts';
import type { Cluster, ClusterRequest } from '../../src/transport/cluster.ts';
import { builtIn, collectionPath, objectPath } from '../../src/transport/discovery.ts';

/** A namespace of an API server, as its deployer reaches it. */
export interface Ground {
  cluster: Cluster;
  namespace: string;
}

type Kind = 'ConfigMap' | 'Lease';

let ground: Ground;
let serial = 0;

const ask = (request: ClusterRequest) => ground.cluster.exchange(request);
const collection = (kind: keyof typeof builtIn) => collectionPath(builtIn[kind], ground.namespace);
const at = (kind: keyof typeof builtIn, name: string) => objectPath(builtIn[kind], ground.namespace, name);

async function status(request: ClusterRequest): Promise<[number, unknown]> {
  const { status: code, text } = await ask(request);
  return [code, code < 400 ? undefined : (JSON.parse(text) as { reason?: unknown }).reason];
}

async function object(request: ClusterRequest): Promise<KubeObject> {
  return ground.cluster.request<KubeObject>(request);
}

function named(kind: Kind, name: string, more: object = {}): KubeObject {
  const apiVersion = kind === 'Lease' ? 'coordination.k8s.io/v1' : 'v1';
  return { apiVersion, kind, ...more, metadata: { name, ...recordAt(more, 'metadata') } } as KubeObject;
}

const create = (body: KubeObject): ClusterRequest => ({
  method: 'POST',
  path: collection(body.kind as Kind),
  body,
});
const replace = (body: KubeObject): ClusterRequest => ({
  method: 'PUT',
  path: at(body.kind as Kind, body.metadata.name),
  body,
});
const read = (kind: Kind, name: string): ClusterRequest => ({ method: 'GET', path: at(kind, name) });
const apply = (body: KubeObject, query: object = {}): ClusterRequest => ({
  method: 'PATCH',
  path: at(body.kind as Kind, body.metadata.name),
  query: { fieldManager: 'workaday', force: true, fieldValidation: 'Strict', ...query },
  headers: { 'Content-Type': 'application/apply-patch+yaml' },
  body,
});
const remove = (kind: Kind, name: string, preconditions: object = {}): ClusterRequest => ({
  method: 'DELETE',
  path: at(kind, name),
  body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions },
});

/** What the code asks of an API server, held against a model of it and against a real one. */
export function apiServerContract(open: () => Ground): void {
  let name = '';
  beforeEach(() => {
    ground = open();
    serial += 1;
    name = `one-${serial}`;
  });
  describe('objects', () => testObjects(() => name));
  describe('server-side apply', () => testApply(() => name));
  describe('who may what', testReviews);
}

function testObjects(name: () => string): void {
  test('are made once, and have a uid, a version and a time', async () => {
    const made = await object(create(named('ConfigMap', name(), { data: { a: '1' } })));
    expect(made.metadata).toMatchObject({ name: name(), namespace: ground.namespace });
    expect(Object.keys(made.metadata)).toEqual(
      expect.arrayContaining(['uid', 'resourceVersion', 'creationTimestamp']),
    );
    expect(await status(create(named('ConfigMap', name())))).toEqual([409, 'AlreadyExists']);
    expect(await object(read('ConfigMap', name()))).toEqual(made);
  });

  test('are not found when they are not there', async () => {
    expect(await status(read('ConfigMap', name()))).toEqual([404, 'NotFound']);
    expect(await status(remove('ConfigMap', name()))).toEqual([404, 'NotFound']);
    expect(await status(replace(named('ConfigMap', name())))).toEqual([404, 'NotFound']);
  });

  test('are replaced over exactly what was read', async () => {
    const first = await object(create(named('ConfigMap', name(), { data: { a: '1' } })));
    const second = await object(replace({ ...first, data: { a: '2' } }));
    expect(second.metadata.uid).toBe(first.metadata.uid);
    expect(second.metadata.resourceVersion).not.toBe(first.metadata.resourceVersion);
    expect(await status(replace({ ...first, data: { a: '3' } }))).toEqual([409, 'Conflict']);
    expect((await object(read('ConfigMap', name())))['data']).toEqual({ a: '2' });
  });

  test('keep their version when nothing in them changes', async () => {
    const first = await object(create(named('ConfigMap', name(), { data: { a: '1' } })));
    expect((await object(replace(first))).metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  test('of the kind Lease are made by a PUT, but never again in the place of one that was read', async () => {
    const made = await object(replace(named('Lease', name(), { spec: { holderIdentity: 'a' } })));
    const renewed = await object(replace({ ...made, spec: { holderIdentity: 'b' } }));
    expect(await status(replace({ ...made, spec: { holderIdentity: 'c' } }))).toEqual([409, 'Conflict']);
    expect(renewed.metadata.uid).toBe(made.metadata.uid);
    await object({ method: 'GET', path: at('Lease', name()) });
  });

  test('are deleted only as they were read', async () => {
    const first = await object(create(named('ConfigMap', name(), { data: { a: '1' } })));
    const second = await object(replace({ ...first, data: { a: '2' } }));
    const { uid, resourceVersion } = second.metadata;
    const stale = first.metadata.resourceVersion;
    expect(await status(remove('ConfigMap', name(), { uid: 'other' }))).toEqual([409, 'Conflict']);
    expect(await status(remove('ConfigMap', name(), { uid, resourceVersion: stale }))).toEqual([
      409,
      'Conflict',
    ]);
    expect((await ask(remove('ConfigMap', name(), { uid, resourceVersion }))).status).toBe(200);
    expect(await status(read('ConfigMap', name()))).toEqual([404, 'NotFound']);
  });
}

function testApply(name: () => string): void {
  const labelled = (data: object) => named('ConfigMap', name(), { metadata: { labels: { a: 'b' } }, data });

  test('makes what is not there, and changes nothing the second time', async () => {
    const [first] = await status(apply(labelled({ a: '1' })));
    expect(first).toBe(201);
    const made = await object(read('ConfigMap', name()));
    const again = await object(apply(labelled({ a: '1' })));
    expect(again.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
  });

  test('takes away what it no longer says, and leaves what others wrote', async () => {
    const made = await object(apply(labelled({ a: '1', b: '1' })));
    const annotations = { ...made.metadata.annotations, theirs: 'stays' };
    await object(
      replace({
        ...made,
        metadata: { ...made.metadata, annotations },
        data: { a: '1', b: '1', c: 'theirs' },
      }),
    );
    const after = await object(apply(named('ConfigMap', name(), { data: { a: '2' } })));
    expect(after['data']).toEqual({ a: '2', c: 'theirs' });
    expect(after.metadata.annotations).toEqual({ theirs: 'stays' });
    expect(after.metadata.labels).toBeUndefined();
  });

  test('goes over exactly the version that it names', async () => {
    const at1 = (more: object) => named('ConfigMap', name(), { metadata: more, data: { a: '2' } });
    expect(await status(apply(at1({ resourceVersion: '1', uid: 'gone' })))).toEqual([409, 'Conflict']);
    expect((await ask(apply(at1({ resourceVersion: '1' })))).status).toBe(201);
    expect(await status(apply(at1({ resourceVersion: '1', labels: { x: 'y' } })))).toEqual([409, 'Conflict']);
    const { uid, resourceVersion = '' } = (await object(read('ConfigMap', name()))).metadata;
    const newer = await object(apply(at1({ resourceVersion, uid, labels: { x: 'y' } })));
    expect(newer.metadata.labels).toEqual({ x: 'y' });
    expect(await status(apply(at1({ resourceVersion, labels: { x: 'z' } })))).toEqual([409, 'Conflict']);
  });

  test('on trial answers what would be, and writes nothing', async () => {
    const tried = await object(apply(labelled({ a: '1' }), { dryRun: 'All' }));
    expect(tried['data']).toEqual({ a: '1' });
    expect(await status(read('ConfigMap', name()))).toEqual([404, 'NotFound']);
    const made = await object(apply(labelled({ a: '1' })));
    const changed = await object(apply(labelled({ a: '2' }), { dryRun: 'All' }));
    expect(changed['data']).toEqual({ a: '2' });
    expect(await object(read('ConfigMap', name()))).toEqual(made);
  });
}

function testReviews(): void {
  test('the generated Role is enough for a deploy, and not too much', async () => {
    const resources = await ground.cluster.resources();
    const kinds = [
      ['v1', 'ConfigMap'],
      ['v1', 'Service'],
      ['apps/v1', 'Deployment'],
    ].map(([apiVersion = '', kind = '']) => resources.find(apiVersion, kind));
    expect(kinds.map((kind) => kind?.plural)).toEqual(['configmaps', 'services', 'deployments']);
    const found = kinds.flatMap((kind) => kind ?? []);
    const review = reviewCredential(ground.cluster, ground.namespace, found, { identityKinds: false });
    await expect(review).resolves.toMatchObject({ user: expect.stringContaining('deployer') });
  });
}
