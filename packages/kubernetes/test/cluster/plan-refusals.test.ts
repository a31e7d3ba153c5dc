import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployRules } from '../../src/rights/role.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { deploymentText, documents, refused, told, tried, writeAs } from '../plan/tried.ts';

let world: AppNamespace;
let cluster: Cluster;
const at = (group: string, plural: string, name: string) =>
  `/${group}/namespaces/${world.namespace}/${plural}/${name}`;

beforeAll(async () => {
  world = await createAppNamespace('planrefusals');
  cluster = await connect(world.kubeconfig, { clock: nodeClock });
});
afterAll(async () => {
  cluster.close();
  await world.remove();
});

const config = (name: string, more: object = {}) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' }, ...more });

describe('all that is wrong is told at once', () => {
  test('misspelt fields, every one, with the line of each, and wrong values beside them', async () => {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicsa: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          imagee: a
          ports:
            - containerPrt: 80
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  ports:
    - port: 80
      targetPrt: 8080
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec:
  rules:
    - host: UPPER.example.org
      http: { paths: [{ path: relative, pathType: Sometimes, backend: { service: { name: web } } }] }
`;
    const parts = await refused(cluster, world.namespace, text);
    expect(parts).toMatchObject({ outcome: 'refused', reason: 'rejected' });
    const all = told(parts).join('\n');
    for (const line of [
      '5: Deployment/web: .spec.replicsa is no field of this kind',
      '12: Deployment/web: .spec.template.spec.containers[0].imagee is no field',
      '14: Deployment/web: .spec.template.spec.containers[0].ports[0].containerPrt is no field',
      '22: Service/web: .spec.ports[0].targetPrt is no field',
      '29: Ingress/web: spec.rules[0].host: ',
      '30: Ingress/web: spec.rules[0].http.paths[0].pathType: Unsupported value: "Sometimes"',
    ])
      expect(all).toContain(line);
    expect(parts.what).toContain('unknown or misspelt fields: k8s/app.yaml:5: ');
    expect(parts.what).toContain('values that are not allowed: k8s/app.yaml:');
    expect(parts.next).toContain('nothing was touched');
  });

  test('fields that never change, with what to do', async () => {
    const job = (image: string) =>
      JSON.stringify({
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'once' },
        spec: {
          suspend: true,
          template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image }] } },
        },
      });
    const service = (spec: object) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web' },
        spec: { ports: [{ port: 80 }], ...spec },
      });
    const stateful = (size: string, serviceName: string) =>
      JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: 'db' },
        spec: {
          replicas: 0,
          serviceName,
          selector: { matchLabels: { a: 'b' } },
          template: {
            metadata: { labels: { a: 'b' } },
            spec: { containers: [{ name: 'a', image: 'x' }] },
          },
          volumeClaimTemplates: [
            {
              metadata: { name: 'data' },
              spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } },
            },
          ],
        },
      });
    const claim = (mode: string) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data' },
        spec: {
          storageClassName: 'none',
          accessModes: [mode],
          resources: { requests: { storage: '1Gi' } },
        },
      });
    const secret = (value: string) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'fixed' },
        immutable: true,
        stringData: { a: value },
      });
    const before = [
      deploymentText(),
      job('a'),
      service({}),
      stateful('1Gi', 'db'),
      claim('ReadWriteOnce'),
      config('fixed', { immutable: true }),
      secret('one-secret-value'),
    ];
    await Promise.all(
      before.map((text) => {
        const object = JSON.parse(text) as { apiVersion: string; kind: string; metadata: { name: string } };
        const group = object.apiVersion === 'v1' ? 'api/v1' : `apis/${object.apiVersion}`;
        const path = at(group, `${object.kind.toLowerCase()}s`, object.metadata.name);
        return writeAs(world.admin, path, 'workaday', object, 'apply');
      }),
    );
    const parts = await refused(
      cluster,
      world.namespace,
      documents(
        deploymentText({
          selector: { matchLabels: { app: 'other' } },
          template: {
            metadata: { labels: { app: 'other' } },
            spec: { containers: [{ name: 'web', image: 'a' }] },
          },
        }),
        job('b'),
        service({ clusterIP: '10.101.128.77' }),
        stateful('2Gi', 'other'),
        claim('ReadWriteMany'),
        config('fixed', { immutable: true, data: { a: 'c' } }),
        secret('another-secret-value'),
      ),
    );
    expect(parts.reason).toBe('rejected');
    const all = told(parts);
    const of = (name: string) => all.filter((line) => line.includes(name)).join('\n');
    expect(of('Deployment/web')).toContain('put `spec.selector` back');
    expect(of('Job/once')).toContain('a Job never changes');
    expect(of('Service/web')).toContain('leave `clusterIP`');
    expect(of('StatefulSet/db')).toContain('spec.serviceName and spec.volumeClaimTemplates differ');
    expect(of('StatefulSet/db')).toContain('--cascade=orphan');
    expect(of('PersistentVolumeClaim/data')).toContain('only the storage request');
    expect(of('ConfigMap/fixed')).toContain('marked immutable');
    expect(of('Secret/fixed')).toContain('marked immutable');
    expect(all).toHaveLength(7);
    for (const line of all) expect(line.length).toBeLessThan(700);
    expect(JSON.stringify(parts)).not.toContain('secret-value');
  });
});

describe('what the cluster says of an object is told apart:', () => {
  test('it is being deleted', async () => {
    const path = at('api/v1', 'configmaps', 'leaving');
    await writeAs(world.admin, path, 'test', {
      metadata: { name: 'leaving', finalizers: ['example.dev/hold'] },
    });
    await world.admin.request({ method: 'DELETE', path });
    const parts = await refused(cluster, world.namespace, config('leaving'));
    await writeAs(world.admin, path, 'test', { metadata: { finalizers: null } }, 'merge');
    expect(parts.reason).toBe('rejected');
    expect(told(parts)[0]).toMatch(/ConfigMap\/leaving: it is being deleted since .*example\.dev\/hold/);
  });

  test('a right is missing, and other problems beside it', async () => {
    const rules = deployRules.filter(({ resources }) => !resources.includes('services'));
    const poor = await createAppNamespace('planpoor', { rules });
    const limited = await connect(poor.kubeconfig, { clock: nodeClock });
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: {} };
    const parts = await refused(
      limited,
      poor.namespace,
      documents(JSON.stringify(service), deploymentText({ replicsa: 1 })),
    );
    limited.close();
    await poor.remove();
    expect(parts.reason).toBe('missing-right');
    expect(parts.next).toMatch(/resources: \["services"\], verbs: \[.*"get".*"patch"/);
    expect(parts.what).toContain('.spec.replicsa');
  });

  test('the namespace does not exist, or is being deleted', async () => {
    const nowhere = await refused(world.admin, `${world.namespace}-no`, config('a'));
    expect(nowhere.reason).toBe('no-namespace');
    const name = `${world.namespace}-end`;
    const path = `/api/v1/namespaces/${name}`;
    await writeAs(world.admin, path, 'test', { metadata: { name } });
    const held = `${path}/configmaps/held`;
    await writeAs(world.admin, held, 'test', {
      metadata: { name: 'held', finalizers: ['example.dev/hold'] },
    });
    await world.admin.request({ method: 'DELETE', path });
    const ending = await refused(world.admin, name, config('a'));
    await writeAs(world.admin, held, 'test', { metadata: { finalizers: null } }, 'merge');
    expect(ending.reason).toBe('no-namespace');
    expect(ending.what).toContain('is being deleted');
  });

  test('a quota of objects is full', async () => {
    const path = at('api/v1', 'resourcequotas', 'few');
    await writeAs(world.admin, path, 'test', {
      metadata: { name: 'few' },
      spec: { hard: { 'count/ingresses.networking.k8s.io': '0' } },
    });
    const ingress = JSON.stringify({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'a' },
      spec: { defaultBackend: { service: { name: 'a', port: { number: 80 } } } },
    });
    await expect
      .poll(() =>
        refused(cluster, world.namespace, ingress).then(
          (parts) => parts.what,
          () => 'accepted',
        ),
      )
      .toContain('more than the namespace may use: k8s/app.yaml:1: Ingress/a: exceeded quota: few');
    await world.admin.request({ method: 'DELETE', path });
  });

  const everywhere = () => ({ matchLabels: { 'kubernetes.io/metadata.name': world.namespace } });

  test('a rule of the cluster denies it', async () => {
    const name = `${world.namespace}-rule`;
    const api = '/apis/admissionregistration.k8s.io/v1';
    const policy = `${api}/validatingadmissionpolicies/${name}`;
    const binding = `${api}/validatingadmissionpolicybindings/${name}`;
    await writeAs(world.admin, policy, 'test', {
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          namespaceSelector: everywhere(),
          resourceRules: [
            {
              operations: ['*'],
              apiGroups: ['policy'],
              apiVersions: ['*'],
              resources: ['poddisruptionbudgets'],
            },
          ],
        },
        validations: [{ expression: 'false', message: 'no budgets here' }],
      },
    });
    await writeAs(world.admin, binding, 'test', {
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    });
    const budget = JSON.stringify({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'a' },
      spec: { minAvailable: 1, selector: {} },
    });
    const told = () =>
      refused(cluster, world.namespace, budget).then(
        (parts) => parts.what,
        () => 'accepted',
      );
    await expect.poll(told, { timeout: 20_000 }).toContain('refused by a rule of the cluster: ');
    expect(await told()).toContain('no budgets here');
    for (const path of [policy, binding]) await world.admin.request({ method: 'DELETE', path });
  });

  test('a webhook does not answer, which is told within seconds', async () => {
    const name = `${world.namespace}-silent`;
    const path = `/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/${name}`;
    await writeAs(world.admin, path, 'test', {
      metadata: { name },
      webhooks: [
        {
          name: 'silent.example.dev',
          sideEffects: 'None',
          failurePolicy: 'Fail',
          admissionReviewVersions: ['v1'],
          namespaceSelector: everywhere(),
          clientConfig: { url: 'https://127.0.0.1:9/ask' },
          // No IPAddress, which has no namespace, so that no selector spares the ones of other tests' Services.
          rules: [
            {
              operations: ['*'],
              apiGroups: ['networking.k8s.io'],
              apiVersions: ['*'],
              resources: ['networkpolicies'],
            },
          ],
        },
      ],
    });
    const policy = (name: string) =>
      JSON.stringify({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name },
        spec: { podSelector: {} },
      });
    let number = 0;
    const told = () =>
      refused(cluster, world.namespace, policy(`p${number++}`)).then(
        (parts) => parts.what,
        () => 'accepted',
      );
    await expect.poll(told, { timeout: 60_000 }).toContain('a webhook of the cluster does not answer: ');
    expect(await told()).toContain('silent.example.dev');
    await world.admin.request({ method: 'DELETE', path });
  });
});

test('what is taken is told with its diff: new, changed, the same', async () => {
  const [created] = await tried(cluster, world.namespace, config('fresh'));
  expect(created).toMatchObject({ change: 'created', adopted: false, takenOver: [] });
  expect(created?.diff.every(({ sign }) => sign === '+')).toBe(true);
  const path = at('api/v1', 'configmaps', 'fresh');
  await writeAs(cluster, path, 'workaday', created?.manifest.object ?? {}, 'apply');
  expect(await tried(cluster, world.namespace, config('fresh'))).toMatchObject([
    { change: 'unchanged', diff: [], live: { data: { a: 'b' } } },
  ]);
  const [changed] = await tried(cluster, world.namespace, config('fresh', { data: { a: 'c' } }));
  expect(changed?.change).toBe('changed');
  expect(changed?.diff.filter(({ sign }) => sign !== ' ')).toEqual([
    { sign: '-', text: '  a: b' },
    { sign: '+', text: '  a: c' },
  ]);
});

test('configuration under a new hashed name is compared with what it replaces', async () => {
  const hashed = (hash: string, value: string) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `config-${hash}`, annotations: { 'workaday.dev/name': 'config' } },
      data: { greeting: value, same: 'x' },
    });
  const [old] = await tried(cluster, world.namespace, hashed('aaaaaaaa', 'hello'));
  const previous = [old?.manifest.object ?? expect.fail()];
  const [change] = await tried(cluster, world.namespace, hashed('bbbbbbbb', 'hi'), { previous });
  expect(change?.change).toBe('created');
  expect(change?.diff.filter(({ sign }) => sign !== ' ')).toEqual([
    { sign: '-', text: '  name: config-aaaaaaaa' },
    { sign: '+', text: '  name: config-bbbbbbbb' },
    { sign: '-', text: '  greeting: hello' },
    { sign: '+', text: '  greeting: hi' },
  ]);
});
