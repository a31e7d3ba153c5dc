import {
  builtIn,
  collectionPath,
  type KubeObject,
  recordsAt,
  releaseAnnotation,
  undoneAnnotation,
} from '@workaday/kubernetes';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeImage, runDeploy, type ShopOptions, shop } from './shop.ts';

let world: AppNamespace;
let image: string;

const statefulSet = (command: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store }
spec:
  serviceName: store
  selector: { matchLabels: { app: store } }
  template:
    metadata: { labels: { app: store } }
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{ name: store, image: shop, command: [node, -e, ${JSON.stringify(command)}] }]`;
const staysUp = 'setInterval(() => undefined, 1000)';

beforeAll(async () => {
  world = await createAppNamespace('faults');
  image = await nodeImage();
  const ended = await deploy('1.0.0', { more: statefulSet(staysUp) });
  expect(ended.outputs['outcome'], ended.summary).toBe('deployed');
});
afterAll(() => world.remove());

let build = 0;
function deploy(version: string, options: ShopOptions) {
  const { kubeconfig, namespace } = world;
  return runDeploy({
    version,
    files: shop(options),
    kubeconfig,
    namespace,
    inputs: { images: `shop=${image}` },
  });
}

const kinds = ['ConfigMap', 'Service', 'Deployment', 'StatefulSet'] as const;

/** Everything of the app that users or pods can notice, without the cluster's bookkeeping. */
async function state(): Promise<unknown[]> {
  const lists = await Promise.all(
    kinds.map((kind) =>
      world.admin.request({ method: 'GET', path: collectionPath(builtIn[kind], world.namespace) }),
    ),
  );
  return lists
    .flatMap((list) => recordsAt(list, 'items') as KubeObject[])
    .filter(({ metadata }) => metadata.name.startsWith('shop') || metadata.name.startsWith('store'))
    .map(({ metadata: { name, labels, annotations }, ...object }) => {
      const {
        'deployment.kubernetes.io/revision': _,
        [undoneAnnotation]: _undone,
        ...own
      } = annotations ?? {};
      expect(own[releaseAnnotation]).toBe('1');
      return { name, labels, own, spec: object['spec'], data: object['data'] };
    });
}

interface Fault {
  name: string;
  /** `rolled-back` unless the plan finds it. */
  outcome?: string;
  reason: string;
  says: string;
  options: () => ShopOptions;
}

const faults: Fault[] = [
  {
    name: 'a key of a ConfigMap that does not exist',
    outcome: 'refused',
    reason: 'missing-config',
    says: 'ABSENT',
    options: () => ({
      container: 'env: [{ name: A, valueFrom: { configMapKeyRef: { name: shop, key: ABSENT } } }]',
    }),
  },
  {
    name: 'an init container that fails',
    reason: 'init-crash',
    says: 'no migration',
    options: () => ({
      pod: `initContainers: [{ name: migrate, image: shop, command: [node, -e, "console.log('no migration'); process.exit(3)"] }]`,
    }),
  },
  {
    name: 'too little memory',
    reason: 'out-of-memory',
    says: 'OOMKilled',
    options: () => ({
      mode: 'hoard',
      container: 'resources: { limits: { memory: 64Mi } }',
    }),
  },
  {
    name: 'a volume of a ConfigMap that does not exist',
    outcome: 'refused',
    reason: 'missing-config',
    says: 'absent',
    options: () => ({
      pod: 'volumes: [{ name: a, configMap: { name: absent } }]',
      container: 'volumeMounts: [{ name: a, mountPath: /a }]',
    }),
  },
  {
    name: 'a StatefulSet whose pod never gets up again',
    reason: 'crash',
    says: 'store is broken',
    options: () => ({ more: statefulSet("console.log('store is broken'); process.exit(1)") }),
  },
];

describe('a fault is named, and everything is as it was before', () => {
  test.each(faults)('$name', async ({ outcome = 'rolled-back', reason, says, options }) => {
    const before = await state();
    build += 1;
    const ended = await deploy(`1.${build}.0`, {
      greeting: `build ${build}`,
      more: statefulSet(staysUp),
      ...options(),
    });
    expect(ended.outputs, ended.summary).toMatchObject({ outcome, reason });
    expect(ended.summary).toContain(says);
    expect(await state()).toEqual(before);
  });

  test('what the release made goes, what it found stays', async () => {
    const path = collectionPath(builtIn.ConfigMap, world.namespace);
    await world.admin.request({
      method: 'POST',
      path,
      body: { metadata: { name: 'found' }, data: { a: '1' } },
    });
    const config = (name: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { a: '1' }`;
    const more = [statefulSet(staysUp), config('found'), config('made')].join('\n---\n');
    const ended = await deploy('1.40.0', { mode: 'crash', more });
    expect(ended.outputs, ended.summary).toMatchObject({ outcome: 'rolled-back', reason: 'crash' });
    const left = recordsAt(await world.admin.request({ method: 'GET', path }), 'items') as KubeObject[];
    const names = left.map(({ metadata }) => metadata.name);
    expect(names).toContain('found');
    expect(names).not.toContain('made');
  });

  test('a quota that allows no new pod', async () => {
    const before = await state();
    const path = `/api/v1/namespaces/${world.namespace}/resourcequotas`;
    const body = { metadata: { name: 'pods' }, spec: { hard: { pods: '2' } } };
    await world.admin.request({ method: 'POST', path, body });
    const ended = await deploy('1.50.0', { greeting: 'one pod more', more: statefulSet(staysUp) });
    await world.admin.request({ method: 'DELETE', path: `${path}/pods` });
    expect(ended.outputs, ended.summary).toMatchObject({ outcome: 'rolled-back', reason: 'quota' });
    expect(ended.summary).toContain('exceeded quota');
    expect(await state()).toEqual(before);
  });

  test('an admission rule that allows no such pod', async () => {
    const before = await state();
    const path = `/api/v1/namespaces/${world.namespace}`;
    const label = (value: string | null) =>
      world.admin.request({
        method: 'PATCH',
        path,
        headers: { 'Content-Type': 'application/merge-patch+json' },
        body: { metadata: { labels: { 'pod-security.kubernetes.io/enforce': value } } },
      });
    await label('baseline');
    const ended = await deploy('1.60.0', { pod: 'hostNetwork: true', more: statefulSet(staysUp) });
    await label(null);
    expect(ended.outputs, ended.summary).toMatchObject({ outcome: 'refused', reason: 'rejected' });
    expect(ended.summary).toContain('PodSecurity');
    expect(await state()).toEqual(before);
  });

  test('a readiness that never comes is named when time is over', async () => {
    const before = await state();
    const files = shop({ more: statefulSet(staysUp) });
    const ended = await runDeploy({
      version: '1.70.0',
      files: {
        ...files,
        'k8s/app.yaml': files['k8s/app.yaml'].replace('path: /,', 'path: /, scheme: HTTPS,'),
      },
      kubeconfig: world.kubeconfig,
      namespace: world.namespace,
      inputs: { images: `shop=${image}`, timeout: '8s' },
    });
    expect(ended.outputs, ended.summary).toMatchObject({ outcome: 'rolled-back', reason: 'not-ready' });
    expect(ended.summary).toContain('Readiness probe failed');
    expect(await state()).toEqual(before);
  });
});

describe('what only looks like a fault', () => {
  test('one crash at the first start heals', async () => {
    const program =
      "const fs = require('node:fs'); if (!fs.existsSync('/mark/once')) { fs.writeFileSync('/mark/once', ''); process.exit(1); } setInterval(() => undefined, 1000)";
    const ended = await deploy('1.80.0', {
      more: `${statefulSet(staysUp)}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: shop-agent }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec:
      terminationGracePeriodSeconds: 1
      volumes: [{ name: mark, emptyDir: {} }]
      containers:
        - { name: agent, image: shop, command: [node, -e, ${JSON.stringify(program)}], volumeMounts: [{ name: mark, mountPath: /mark }] }
---
apiVersion: batch/v1
kind: Job
metadata: { name: shop-once }
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: once, image: shop, command: [node, -e, "process.exit(0)"] }]`,
    });
    expect(ended.outputs, ended.summary).toMatchObject({ outcome: 'deployed' });
  });
});
