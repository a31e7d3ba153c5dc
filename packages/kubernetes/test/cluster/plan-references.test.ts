import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { deploymentText, documents, refused, told, tried, writeAs } from '../plan/tried.ts';

let world: AppNamespace;
let cluster: Cluster;
const core = (plural: string, name: string) => `/api/v1/namespaces/${world.namespace}/${plural}/${name}`;

beforeAll(async () => {
  world = await createAppNamespace('planrefs');
  cluster = await connect(world.kubeconfig, { clock: nodeClock });
  await writeAs(world.admin, core('secrets', 'db'), 'test', {
    metadata: { name: 'db' },
    stringData: { password: 'the-secret-value' },
  });
});
afterAll(async () => {
  cluster.close();
  await world.remove();
});

const config = JSON.stringify({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'own' },
  data: { greeting: 'hello' },
});

test('what is not there is told at once, with the line of each, and no value is shown', async () => {
  const text = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 0
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      serviceAccountName: nobody
      imagePullSecrets: [{ name: pull }]
      containers:
        - name: web
          image: example.org/web:1
          env:
            - name: PASSWORD
              valueFrom: { secretKeyRef: { name: db, key: password } }
            - name: USER
              valueFrom: { secretKeyRef: { name: db, key: user } }
            - name: GREETING
              valueFrom: { configMapKeyRef: { name: own, key: greting } }
            - name: MAYBE
              valueFrom: { secretKeyRef: { name: nowhere, key: a, optional: true } }
          envFrom:
            - configMapRef: { name: absent }
      volumes:
        - name: files
          secret: { secretName: lost }
        - name: both
          projected:
            sources:
              - configMap: { name: own, items: [{ key: other, path: a }] }
        - name: data
          persistentVolumeClaim: { claimName: unclaimed }
---
${config}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec:
  defaultBackend: { service: { name: web, port: { number: 80 } } }
  tls: [{ hosts: [shop.example.org], secretName: certificate }]
`;
  const parts = await refused(cluster, world.namespace, text);
  expect(parts).toMatchObject({ outcome: 'refused', reason: 'missing-config' });
  const all = told(parts);
  for (const [line, says] of [
    [10, 'the ServiceAccount "nobody"'],
    [19, 'the key "user" of the Secret "db", which has password'],
    [21, 'the key "greting" of the ConfigMap "own", which has greeting'],
    [25, 'the ConfigMap "absent", which is neither on the cluster nor in the manifests'],
    [28, 'the Secret "lost"'],
    [32, 'the key "other" of the ConfigMap "own"'],
    [34, 'the PersistentVolumeClaim "unclaimed"'],
  ] as const)
    expect(all.filter((one) => one.startsWith(`${line}: `)).join()).toContain(says);
  expect(all).toHaveLength(7);
  expect(JSON.stringify(parts)).not.toContain('the-secret-value');
});

test('what is there, optional, lenient or made by an object of the release does not stop it', async () => {
  const environment = (name: string) => ({
    env: [{ name: 'A', valueFrom: { secretKeyRef: { name, key: 'a' } } }],
  });
  const store = { name: 's', csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true } };
  const named = (name: string, container: object, pod: object = {}) =>
    JSON.stringify({ ...JSON.parse(deploymentText({}, container, pod)), metadata: { name } });
  const crd = `externals.${world.namespace}.example.dev`;
  const group = `${world.namespace}.example.dev`;
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  await writeAs(world.admin, `${definitions}/${crd}`, 'test', {
    metadata: { name: crd },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'externals', singular: 'external', kind: 'External' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object', properties: { target: { type: 'string' } } } },
            },
          },
        },
      ],
    },
  });
  const external = JSON.stringify({
    apiVersion: `${group}/v1`,
    kind: 'External',
    metadata: { name: 'from-vault' },
    spec: { target: 'made-later' },
  });
  const served = async () =>
    (
      await world.admin.exchange({
        method: 'GET',
        path: `/apis/${group}/v1/namespaces/${world.namespace}/externals`,
      })
    ).status;
  await expect.poll(served, { timeout: 20_000 }).toBe(200);
  const admin = await connect(process.env['KUBECONFIG'] ?? '', { clock: nodeClock });
  const changes = await tried(
    admin,
    world.namespace,
    documents(
      external,
      named('by-another', environment('made-later')),
      named('by-mount', environment('synced'), { volumes: [store] }),
      named('private', {}, { imagePullSecrets: [{ name: 'pull' }] }),
      config,
      named('well', {
        envFrom: [{ configMapRef: { name: 'own' } }, { secretRef: { name: 'db' } }],
      }),
    ),
  );
  const typo = await refused(admin, world.namespace, external.replace('"target"', '"tagret"'));
  await world.admin.request({ method: 'DELETE', path: `${definitions}/${crd}` });
  admin.close();
  expect(changes.map(({ change }) => change)).toEqual(changes.map(() => 'created'));
  const notes = changes.map((change) => (change.notes ?? []).join());
  expect(notes[1]).toContain(
    'the Secret "made-later", which is neither on the cluster nor in the manifests; External/from-vault is to make it',
  );
  expect(notes[2]).toContain('the Secret "synced"');
  expect(notes[3]).toContain('the Secret "pull"');
  expect([notes[0], notes[4], notes[5]]).toEqual(['', '', '']);
  expect(typo.what).toContain('.spec.tagret is no field of this kind');
});

test('an object that does not change stops nothing, though what it reads has gone', async () => {
  const text = deploymentText({}, { envFrom: [{ secretRef: { name: 'soon-gone' } }] });
  const object = JSON.parse(text);
  const [change] = await tried(cluster, world.namespace, deploymentText());
  const stamped = { ...object, metadata: change?.manifest.object.metadata };
  const path = `/apis/apps/v1/namespaces/${world.namespace}/deployments/web`;
  await writeAs(cluster, path, 'workaday', stamped, 'apply');
  expect(await tried(cluster, world.namespace, text)).toMatchObject([
    { change: 'unchanged', notes: [expect.stringContaining('the Secret "soon-gone"')] },
  ]);
});
