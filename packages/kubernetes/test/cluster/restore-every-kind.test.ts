import { randomBytes } from 'node:crypto';
import { nodeClock } from '@workaday/core/node';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type KubeObject, objectName, recordAt, recordsAt } from '../../src/manifests/object.ts';
import { undoneAnnotation } from '../../src/plan/fence.ts';
import { deployRules } from '../../src/rights/role.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { connect } from '../../src/transport/connect.ts';
import { builtIn, collectionPath, objectPath } from '../../src/transport/discovery.ts';
import { fieldsOf, Releases, seen } from './releases.ts';
import { documents, nodeImage, serves } from './rollouts.ts';

const group = `g${randomBytes(3).toString('hex')}.example.org`;
const crdPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Every field that a bad release changes, adds or drops is `change`d; names that only it has are in `more`. */
function app(version: 'good' | 'bad'): KubeObject[] {
  const bad = version === 'bad';
  const program = bad ? 'process.exit(7)' : serves(200);
  const pod = (name: string) => `
    metadata: { labels: { app: ${name} }, annotations: { version: ${version} } }
    spec:
      terminationGracePeriodSeconds: 1
      ${bad ? 'hostAliases: [{ ip: 10.1.1.1, hostnames: [bad] }]' : ''}
      containers:
        - name: main
          image: ${nodeImage()}
          command: [node, -e, ${JSON.stringify(program)}]
          env: [{ name: VERSION, value: ${version} }${bad ? ', { name: ONLY_BAD, value: "1" }' : ''}]
          readinessProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 1 }`;
  const note = bad ? ', annotations: { only: bad }' : ', labels: { only: good }';
  return documents(`
apiVersion: v1
kind: ConfigMap
metadata: { name: web-config${note} }
data: { VERSION: ${version}${bad ? ', ONLY_BAD: "1"' : ', ONLY_GOOD: "1"'} }
---
apiVersion: v1
kind: Secret
metadata: { name: web-secret${note} }
data: { PASSWORD: ${Buffer.from(version).toString('base64')}${bad ? ', ONLY_BAD: eA==' : ', ONLY_GOOD: eA=='} }
---
apiVersion: v1
kind: Secret
metadata: { name: text-secret }
stringData: { PASSWORD: ${version}${bad ? ', ONLY_BAD: "1"' : ', ONLY_GOOD: "1"'} }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: web${note} }
automountServiceAccountToken: ${bad}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data${note} }
spec: { accessModes: [ReadWriteOnce], storageClassName: nobody-makes-it, resources: { requests: { storage: 1Mi } } }
---
apiVersion: v1
kind: Service
metadata: { name: web${note} }
spec:
  selector: { app: ${bad ? 'elsewhere' : 'web'} }
  ports: [{ name: http, port: 80, targetPort: ${bad ? 9090 : 8080} }${bad ? ', { name: more, port: 81 }' : ''}]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web${note} }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:${pod('web')}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: scaled${note} }
spec:
  selector: { matchLabels: { app: scaled } }
  template:${pod('scaled')}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store${note} }
spec:
  replicas: ${bad ? 1 : 2}
  serviceName: store
  selector: { matchLabels: { app: store } }
  template:${pod('store')}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent${note} }
spec:
  selector: { matchLabels: { app: agent } }
  template:${pod('agent')}
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: tidy${note} }
spec:
  schedule: "${bad ? 30 : 0} 0 1 1 *"
  ${bad ? 'suspend: true' : ''}
  jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: c, image: "${nodeImage()}", args: [${version}] }] } } } }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web${note} }
spec: { rules: [{ host: ${version}.example.org, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { name: http } } } }] } }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web${note} }
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: { matchLabels: { from: ${version} } } }] }${bad ? '' : ', {}'}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web${note} }
spec: { ${bad ? 'minAvailable: 1' : 'maxUnavailable: 1'}, selector: { matchLabels: { app: web } } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: scaled${note} }
spec:
  minReplicas: 1
  maxReplicas: ${bad ? 9 : 5}
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: scaled }
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: ${bad ? 10 : 80} } } }]
---
apiVersion: ${group}/v1
kind: Thing
metadata: { name: thing${note} }
spec: { version: ${version}, ${bad ? 'bad: { deep: [1, 2] }' : 'good: { deep: [3] }'} }
`);
}

const more = () =>
  documents(`
apiVersion: v1
kind: ConfigMap
metadata: { name: only-bad }
---
apiVersion: v1
kind: Service
metadata: { name: only-bad }
spec: { ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: only-bad }
spec:
  selector: { matchLabels: { app: only-bad } }
  template:
    metadata: { labels: { app: only-bad } }
    spec: { terminationGracePeriodSeconds: 1, containers: [{ name: main, image: "${nodeImage()}", command: [node, -e, "process.exit(1)"] }] }
---
apiVersion: ${group}/v1
kind: Thing
metadata: { name: only-bad }
spec: {}
---
apiVersion: batch/v1
kind: Job
metadata: { name: only-bad }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: main, image: "${nodeImage()}", command: [node, -e, "0"] }] } } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: only-bad }
spec: { accessModes: [ReadWriteOnce], storageClassName: nobody-makes-it, resources: { requests: { storage: 1Mi } } }
`);

let world: AppNamespace;
let cluster: Cluster;
let releases: Releases;

beforeAll(async () => {
  const rules = [
    ...deployRules,
    { apiGroups: [group], resources: ['things'], verbs: ['get', 'create', 'patch', 'delete'] },
    { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['get', 'create', 'patch', 'delete'] },
  ];
  world = await createAppNamespace('every-kind', { rules });
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  await world.admin.request({
    method: 'POST',
    path: crdPath,
    body: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `things.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    },
  });
  cluster = await vi.waitFor(
    async () => {
      const found = await connect(world.kubeconfig, { clock: nodeClock });
      if ((await found.resources()).find(`${group}/v1`, 'Thing')) return found;
      found.close();
      throw new Error('the cluster does not serve it yet');
    },
    { timeout: 30_000, interval: 500 },
  );
  releases = new Releases(cluster, { namespace: world.namespace, app: 'shop', environment: 'production' });
});
afterAll(async () => {
  cluster.close();
  await world.admin.request({ method: 'DELETE', path: `${crdPath}/things.${group}` });
  await world.remove();
});

const list = async (kind: 'Pod' | 'ReplicaSet') =>
  recordsAt(
    await world.admin.request({ method: 'GET', path: collectionPath(builtIn[kind], world.namespace) }),
    'items',
  ) as KubeObject[];
const podsOf = async (name: string) =>
  (await list('Pod'))
    .filter(({ metadata }) => metadata.labels?.['app'] === name && !metadata.deletionTimestamp)
    .map(({ metadata }) => metadata.uid)
    .toSorted();

/** As people, operators and controllers do, who are none of our business. */
async function touchedByOthers(objects: readonly KubeObject[]): Promise<void> {
  const resources = await cluster.resources();
  for (const { apiVersion, kind, metadata } of objects) {
    const resource = resources.find(apiVersion, kind) ?? expect.fail(kind);
    await world.admin.request({
      method: 'PATCH',
      path: objectPath(resource, world.namespace, metadata.name),
      query: { fieldManager: 'ops' },
      headers: { 'Content-Type': 'application/merge-patch+json' },
      body: { metadata: { annotations: { 'ops.example/note': 'theirs' } } },
    });
  }
}

/** What the number of pods is for an autoscaler. */
const scale = (to: number) =>
  world.admin.request({
    method: 'PATCH',
    path: `${objectPath(builtIn.Deployment, world.namespace, 'scaled')}/scale`,
    query: { fieldManager: 'kube-controller-manager' },
    headers: { 'Content-Type': 'application/merge-patch+json' },
    body: { spec: { replicas: to } },
  });

function owned(object: KubeObject): unknown {
  const text = JSON.stringify(fieldsOf(object));
  return JSON.parse(
    text.replace(`,"f:${undoneAnnotation}":{}`, '').replace(`"f:${undoneAnnotation}":{},`, ''),
  );
}

test('after an undone release everything is as it was before, of every kind', async () => {
  const good = app('good');
  await releases.serves(await releases.write(1, good));
  await scale(2);
  await releases.serves(await releases.read(good.filter(({ metadata }) => metadata.name === 'scaled')));
  await releases.keep(1);
  await touchedByOthers(good);
  const before = await releases.read(good);
  const pods = await Promise.all(['web', 'scaled'].map(podsOf));
  const sets = (await list('ReplicaSet')).map(({ metadata }) => metadata.name).toSorted();

  await releases.write(2, [...app('bad'), ...more()]);
  const [during] = await releases.read(good.filter(({ kind }) => kind === 'StatefulSet'));
  expect(during).toMatchObject({ spec: { replicas: 1 } });
  await expect
    .poll(
      async () => (await list('Pod')).filter(({ metadata }) => metadata.annotations?.['version'] === 'bad'),
      {
        timeout: 60_000,
      },
    )
    .not.toHaveLength(0);
  await expect.poll(() => list('ReplicaSet'), { timeout: 30_000 }).toHaveLength(sets.length + 3);

  const said: string[] = [];
  const restored = await releases.undo(2, {
    reason: 'crash',
    message: 'it crashed',
    timeout: 180_000,
    log: (line) => said.push(line),
  });
  expect(restored.notRestored).toEqual([]);

  const after = await releases.read(good);
  for (const [index, object] of after.entries()) {
    const was = before[index] ?? expect.fail('more than before');
    expect(seen(object), objectName(object)).toEqual(seen(was));
    expect(owned(object), `fields of ${objectName(object)}`).toEqual(owned(was));
  }
  expect(after).toHaveLength(before.length);
  // The pods that ran before still do: their ReplicaSets were found again.
  expect(await Promise.all(['web', 'scaled'].map(podsOf))).toEqual(pods);
  expect(
    recordAt(
      after.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'scaled'),
      'spec',
    ),
  ).toMatchObject({ replicas: 2 });
  expect(said.filter((line) => /ReplicaSet .* again/.test(line))).toHaveLength(2);

  const left = (await releases.read(more())).filter(({ metadata }) => !metadata.deletionTimestamp);
  expect(left.map(objectName)).toEqual(['PersistentVolumeClaim/only-bad']);
});
