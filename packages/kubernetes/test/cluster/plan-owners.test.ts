import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KubeObject, recordAt, recordsAt } from '../../src/manifests/object.ts';
import { fieldPaths } from '../../src/plan/field-set.ts';
import { ownersOf, ownFields } from '../../src/plan/migrate-owners.ts';
import { takeOver } from '../../src/plan/owners.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { deploymentText, manifestsOf, refused, told, tried, writeAs } from '../plan/tried.ts';

let world: AppNamespace;
let cluster: Cluster;
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const at = (group: string, plural: string, name: string) =>
  `/${group}/namespaces/${world.namespace}/${plural}/${name}`;
const web = (name = 'web') => at('apis/apps/v1', 'deployments', name);
const read = (path: string) => world.admin.request<KubeObject>({ method: 'GET', path });
const send = (text: string) => {
  const [manifest] = manifestsOf(text, world.namespace);
  const { object } = manifest ?? expect.fail('no manifest');
  const plural = `${object.kind.toLowerCase()}s`;
  const group = object.apiVersion === 'v1' ? 'api/v1' : `apis/${object.apiVersion}`;
  return writeAs(cluster, at(group, plural, object.metadata.name), 'workaday', object, 'apply');
};
/** Owners but for the status, which controllers write. */
const owners = (object: KubeObject) =>
  ownersOf(object).filter(({ subresource }) => subresource === undefined);
const containers = (object: KubeObject) => recordsAt(object, 'spec', 'template', 'spec', 'containers');

beforeAll(async () => {
  world = await createAppNamespace('planowners');
  cluster = await connect(world.kubeconfig, { clock: nodeClock });
});
afterAll(async () => {
  cluster.close();
  await world.remove();
});

const old = (name: string, more: object = {}) => ({
  ...JSON.parse(
    deploymentText(
      {
        template: {
          metadata: { labels: { app: 'web', old: 'yes' } },
          spec: {
            containers: [
              {
                name: 'web',
                image: 'example.org/web:0',
                env: [
                  { name: 'KEPT', value: '1' },
                  { name: 'GONE', value: '1' },
                ],
              },
              { name: 'sidecar', image: 'example.org/sidecar:1' },
            ],
          },
        },
      },
      {},
    ),
  ),
  metadata: { name, labels: { team: 'shop' }, ...more },
});
const young = (name = 'web') =>
  JSON.stringify({
    ...JSON.parse(deploymentText({}, { image: 'example.org/web:1', env: [{ name: 'KEPT', value: '2' }] })),
    metadata: { name },
  });

const tools: [string, 'create' | 'apply', string, object][] = [
  ['kubectl apply', 'create', 'kubectl-client-side-apply', { annotations: { [lastApplied]: '{"a":"b"}' } }],
  ['kubectl apply --server-side', 'apply', 'kubectl', {}],
  ['kubectl create', 'create', 'kubectl-create', {}],
  ['Helm 3', 'create', 'helm', { labels: { 'app.kubernetes.io/managed-by': 'Helm', team: 'shop' } }],
  ['Helm 4', 'apply', 'helm', { labels: { 'app.kubernetes.io/managed-by': 'Helm', team: 'shop' } }],
];

describe('what was applied before by', () => {
  test.each(tools)(
    '%s is taken over, and what leaves the manifests leaves it',
    async (_, how, manager, more) => {
      const name = `by-${manager}-${how}`.toLowerCase();
      await writeAs(world.admin, web(name), manager, old(name, more), how);
      const before = await read(web(name));
      const changes = await tried(cluster, world.namespace, young(name));
      expect(changes).toMatchObject([{ change: 'changed', adopted: true, formerOwners: [manager] }]);
      const [change] = changes;
      expect(change?.takenOver.map(({ manager }) => manager)).toEqual([manager]);
      expect(change?.takenOver[0]?.fields).toContain(
        '.spec.template.spec.containers[name="web"].env[name="KEPT"].value',
      );
      const removed = (change?.diff ?? []).filter(({ sign }) => sign === '-').map(({ text }) => text.trim());
      for (const text of ['- name: GONE', '- name: sidecar', 'old: yes', 'team: shop'])
        expect(removed.join('\n')).toContain(text.replace('yes', '"yes"').replace('old: "yes"', 'old: '));
      expect(change?.notes?.join('\n')).toContain('[name="sidecar"] is not in the manifests and leaves');

      const taken = await takeOver(cluster, world.namespace, changes);
      expect(taken).toHaveLength(1);
      const between = await read(web(name));
      expect(owners(between).map(({ manager, operation }) => `${manager} ${operation}`)).toEqual([
        'workaday Apply',
      ]);
      expect(between['spec']).toEqual(before['spec']);
      expect(between.metadata.generation).toBe(before.metadata.generation);

      const after = await send(young(name));
      expect(containers(after).map(({ name }) => name)).toEqual(['web']);
      expect(containers(after)[0]?.['env']).toEqual([{ name: 'KEPT', value: '2' }]);
      expect(after.metadata.annotations?.[lastApplied]).toBeUndefined();
      expect(after.metadata.labels?.['team']).toBeUndefined();
      expect(recordAt(after, 'spec', 'template', 'metadata', 'labels')).toEqual({ app: 'web' });
      expect(await tried(cluster, world.namespace, young(name))).toMatchObject([
        { change: 'unchanged', takenOver: [] },
      ]);
      expect(
        await takeOver(cluster, world.namespace, await tried(cluster, world.namespace, young(name))),
      ).toEqual([]);
    },
  );

  test('nobody taken over keeps its ghosts, which is what this is for', async () => {
    await writeAs(world.admin, web('ghost'), 'kubectl-client-side-apply', old('ghost'));
    const after = await send(young('ghost'));
    expect(containers(after).map(({ name }) => name)).toContain('sidecar');
  });
});

test('what the cluster gave stays: addresses of a Service, replicas that an autoscaler set', async () => {
  const path = at('api/v1', 'services', 'door');
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'door' },
    spec: { type: 'NodePort', ports: [{ port: 80 }], selector: { app: 'web' } },
  };
  const given = await writeAs(world.admin, path, 'kubectl-client-side-apply', service);
  await writeAs(world.admin, web('scaled'), 'kubectl-client-side-apply', {
    ...old('scaled'),
    spec: { ...old('scaled').spec, replicas: 3 },
  });
  const spec = { ...JSON.parse(young()).spec };
  delete spec.replicas;
  const scaled = JSON.stringify({ ...JSON.parse(young('scaled')), spec });
  for (const text of [JSON.stringify(service), scaled]) {
    const changes = await tried(cluster, world.namespace, text);
    await takeOver(cluster, world.namespace, changes);
    await send(text);
  }
  expect(recordAt(await read(path), 'spec')).toEqual(given['spec']);
  expect(recordAt(await read(web('scaled')), 'spec')?.['replicas']).toBe(3);
});

test('a write in between is not lost', async () => {
  await writeAs(world.admin, web('raced'), 'kubectl-client-side-apply', old('raced'));
  const changes = await tried(cluster, world.namespace, young('raced'));
  const note = { metadata: { annotations: { 'example.dev/by': 'someone' } } };
  await writeAs(world.admin, web('raced'), 'some-operator', note, 'merge');
  await takeOver(cluster, world.namespace, changes);
  const now = owners(await read(web('raced')));
  expect(now.map(({ manager }) => manager).sort()).toEqual(['some-operator', 'workaday']);
  expect(fieldPaths(now.find(({ manager }) => manager === 'some-operator')?.fieldsV1 ?? {})).toContain(
    '.metadata.annotations.example.dev/by',
  );
});

test('nothing is written when one object cannot be taken over', async () => {
  for (const name of ['first', 'second'])
    await writeAs(world.admin, web(name), 'kubectl-client-side-apply', old(name));
  const changes = await tried(cluster, world.namespace, `${young('first')}\n---\n${young('second')}`);
  await world.admin.request({ method: 'DELETE', path: web('second') });
  await expect(takeOver(cluster, world.namespace, changes)).rejects.toMatchObject({ name: 'ApiError' });
  expect(owners(await read(web('first'))).map(({ manager }) => manager)).toEqual([
    'kubectl-client-side-apply',
  ]);
});

describe('an owner who is', () => {
  test.each([
    ['a person at kubectl', 'kubectl-edit', 'merge'],
    ['kubectl set', 'kubectl-set', 'merge'],
  ] as const)('%s is overwritten, and told', async (_, manager, how) => {
    await send(young('drift'));
    await writeAs(world.admin, web('drift'), manager, { spec: { minReadySeconds: 7, replicas: 0 } }, how);
    const text = JSON.stringify({
      ...JSON.parse(young('drift')),
      spec: { ...JSON.parse(young('drift')).spec, minReadySeconds: 1 },
    });
    expect(await tried(cluster, world.namespace, text)).toMatchObject([
      { change: 'changed', takenOver: [{ manager, fields: ['.spec.minReadySeconds'] }] },
    ]);
    await world.admin.request({ method: 'DELETE', path: web('drift') });
  });

  test('a controller is not overwritten: told with object, field, owner and way out', async () => {
    await writeAs(
      world.admin,
      web('owned'),
      'argocd-controller',
      { ...old('owned'), apiVersion: 'apps/v1', kind: 'Deployment' },
      'apply',
    );
    const parts = await refused(cluster, world.namespace, young('owned'));
    expect(parts).toMatchObject({ outcome: 'refused', reason: 'conflict' });
    const all = told(parts).join('\n');
    expect(all).toContain(
      'Deployment/owned: .spec.template.spec.containers[name="web"].image belongs to "argocd-controller"',
    );
    expect(all).toContain('name it in the input `take-over`');
    const allowed = { takeOver: ['argocd-controller'] };
    const changes = await tried(cluster, world.namespace, young('owned'), allowed);
    expect(changes).toMatchObject([
      { formerOwners: ['argocd-controller'], takenOver: [{ manager: 'argocd-controller' }] },
    ]);
    await takeOver(cluster, world.namespace, changes);
    expect(fieldPaths(ownFields(await read(web('owned')))).join()).toContain('sidecar');
  });

  test('an autoscaler owns the replicas: leave them out', async () => {
    await send(young('auto'));
    await writeAs(
      world.admin,
      `${web('auto')}/scale`,
      'kube-controller-manager',
      { spec: { replicas: 2 } },
      'merge',
    );
    const text = JSON.stringify({
      ...JSON.parse(young('auto')),
      spec: { ...JSON.parse(young('auto')).spec, replicas: 1 },
    });
    const parts = await refused(cluster, world.namespace, text);
    expect(parts.reason).toBe('conflict');
    expect(told(parts).join()).toContain(
      '.spec.replicas belongs to "kube-controller-manager" (through scale)',
    );
    expect(told(parts).join()).toContain('leave `spec.replicas` out of the manifest');
    await world.admin.request({ method: 'DELETE', path: web('auto') });
  });

  test('in the way is told with whatever else is wrong', async () => {
    const path = at('api/v1', 'configmaps', 'operated');
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'operated' }, data: { a: 'b' } };
    await writeAs(world.admin, path, 'some-operator', config, 'apply');
    const parts = await refused(
      cluster,
      world.namespace,
      `${JSON.stringify({ ...config, data: { a: 'c' } })}\n---\n${deploymentText({ replicsa: 1 })}`,
    );
    expect(parts.reason).toBe('rejected');
    expect(parts.what).toContain('.spec.replicsa');
    expect(parts.what).toContain(
      'fields that belong to another owner: k8s/app.yaml:1: ConfigMap/operated: .data.a',
    );
  });
});
