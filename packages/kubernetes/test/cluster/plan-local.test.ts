import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace, startApiProxy } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseManifests } from '../../src/manifests/manifests.ts';
import { planLocally } from '../../src/plan/local-plan.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { documents, file, manifestsOf, writeAs } from '../plan/tried.ts';

const rules = ['', 'apps', 'networking.k8s.io', 'autoscaling'].map((group) => ({
  apiGroups: [group],
  resources: ['deployments', 'services', 'configmaps', 'ingresses'],
  verbs: ['get'],
}));

let world: AppNamespace;
let reader: Cluster;
beforeAll(async () => {
  world = await createAppNamespace('planlocal', { rules });
  reader = await connect(world.kubeconfig, { clock: nodeClock });
});
afterAll(async () => {
  reader.close();
  await world.remove();
});

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', annotations: { 'example.dev/a': 'b' }, creationTimestamp: null },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'web',
            image: 'example.org/web:1',
            resources: { requests: { cpu: '0.5', memory: '1024Mi' }, limits: { cpu: 1 } },
            ports: [{ containerPort: 80 }],
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
            args: ['--one', '--two'],
          },
        ],
        tolerations: [{ key: 'a', operator: 'Exists' }],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      },
    },
  },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
};
const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web' },
  spec: {
    rules: [
      {
        host: 'shop.example.org',
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } },
          ],
        },
      },
    ],
  },
};
const config = (hash: string, value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: `web-${hash}`, annotations: { 'workaday.dev/name': 'web' } },
  data: { greeting: value },
});
const plurals = {
  Deployment: 'deployments',
  Service: 'services',
  Ingress: 'ingresses',
  ConfigMap: 'configmaps',
};
const path = ({
  apiVersion,
  kind,
  metadata,
}: {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
}) =>
  `/${apiVersion === 'v1' ? 'api' : 'apis'}/${apiVersion}/namespaces/${world.namespace}/${plurals[kind as keyof typeof plurals]}/${metadata.name}`;
const all = () => [deployment, service, ingress, config('aaaaaaaa', 'hello')];
const place = () => ({ namespace: world.namespace, app: 'shop', environment: 'production' });
const plan = (...objects: object[]) =>
  planLocally(
    reader,
    place(),
    parseManifests(documents(...objects.map((object) => JSON.stringify(object))), file).manifests,
  );

describe('a plan by reads alone', () => {
  test('tells what is new, and asks for nothing but reads, and never for a Secret', async () => {
    const proxy = await startApiProxy(world.kubeconfig);
    const behind = await connect(proxy.through(world.kubeconfig), { clock: nodeClock });
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      stringData: { a: 'hidden-value' },
    };
    const { manifests } = parseManifests(
      documents(...[...all(), secret].map((one) => JSON.stringify(one))),
      file,
    );
    const changes = await planLocally(behind, place(), manifests);
    behind.close();
    await proxy.close();
    expect(changes.map(({ change }) => change)).toEqual([
      'created',
      'created',
      'created',
      'created',
      'unchecked',
    ]);
    expect(new Set(proxy.seen.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(proxy.seen.filter((one) => one.path.includes('/secrets'))).toEqual([]);
    expect(JSON.stringify(changes.map(({ diff }) => diff))).not.toContain('hidden-value');
  });

  test('finds nothing to change in what was applied, though the server wrote it in its own way', async () => {
    for (const { object } of manifestsOf(
      documents(...all().map((one) => JSON.stringify(one))),
      world.namespace,
    ))
      await writeAs(world.admin, path(object), 'workaday', object, 'apply');
    const changes = await plan(...all());
    expect(changes.map(({ change, diff }) => [change, diff])).toEqual(all().map(() => ['unchanged', []]));
  });

  test('tells what changes, and what leaves because only we applied it', async () => {
    const [container] = deployment.spec.template.spec.containers;
    const changed = structuredClone(deployment);
    changed.metadata.annotations = {} as never;
    changed.spec.template.spec.containers = [
      {
        ...container,
        image: 'example.org/web:2',
        env: [{ name: 'A', value: '1' }],
        args: ['--one'],
      } as never,
    ];
    await writeAs(
      world.admin,
      path(deployment),
      'someone',
      { metadata: { labels: { theirs: 'yes' } } },
      'merge',
    );
    const [change] = await plan(changed);
    expect(change).toMatchObject({ change: 'changed', adopted: false });
    const lines = (change?.diff ?? [])
      .filter(({ sign }) => sign !== ' ')
      .map(({ sign, text }) => `${sign} ${text.trim()}`);
    expect(lines).toEqual([
      '- annotations:',
      '- example.dev/a: b',
      '- - --two',
      '- - name: B',
      '- value: "2"',
      '- image: example.org/web:1',
      '+ image: example.org/web:2',
    ]);
  });

  test('says of what stood there before us what would be set otherwise, and who applied it', async () => {
    const theirs = { ...service, metadata: { name: 'theirs' } };
    await writeAs(world.admin, path(theirs), 'kubectl-client-side-apply', theirs);
    const [same] = await plan({ ...theirs, spec: { ...theirs.spec, ports: [{ port: 81 }] } });
    expect(same).toMatchObject({
      change: 'changed',
      adopted: true,
      formerOwners: ['kubectl-client-side-apply'],
    });
  });

  test('leaves what it may not read unchecked, and says why', async () => {
    const budget = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web' },
      spec: { minAvailable: 1, selector: {} },
    };
    const [change] = await plan(budget);
    expect(change?.change).toBe('unchecked');
    expect(change?.unchecked).toContain('cannot get resource "poddisruptionbudgets"');
  });
});
