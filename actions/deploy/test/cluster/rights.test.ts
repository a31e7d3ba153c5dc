import { neededRights, type Right } from '@workaday/kubernetes';
import { type ApiProxy, type AppNamespace, createAppNamespace, startApiProxy } from '@workaday/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeImage, runDeploy, shop } from './shop.ts';

let world: AppNamespace;
let proxy: ApiProxy;

beforeAll(async () => {
  world = await createAppNamespace('used');
  proxy = await startApiProxy(world.kubeconfig);
});
afterAll(async () => {
  await proxy.close();
  await world.remove();
});

const more = (program: string) => `apiVersion: v1
kind: Secret
metadata: { name: key }
stringData: { key: a-secret-value }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store }
spec:
  serviceName: store
  selector: { matchLabels: { app: store } }
  template:
    metadata: { labels: { app: store } }
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{ name: store, image: shop, command: [node, -e, "${program}"] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: shop }
spec: { podSelector: {}, ingress: [{}] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: shop }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: shop } } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: shop }
spec: { minReplicas: 1, maxReplicas: 2, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: shop }, metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 80 } } }] }`;

/** Objects that only the bad release has, and that are gone after it. */
const added = `---
apiVersion: v1
kind: Service
metadata: { name: added }
spec: { selector: { app: added }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: added }
spec:
  selector: { matchLabels: { app: added } }
  template:
    metadata: { labels: { app: added } }
    spec: { terminationGracePeriodSeconds: 0, containers: [{ name: added, image: shop, command: [node, -e, "setInterval(() => {}, 1000)"] }] }`;

/** Kinds of the manifests above, and of `shop`. */
const kinds: [apiVersion: string, kind: string, plural: string][] = [
  ['v1', 'ConfigMap', 'configmaps'],
  ['v1', 'Secret', 'secrets'],
  ['v1', 'Service', 'services'],
  ['apps/v1', 'Deployment', 'deployments'],
  ['apps/v1', 'StatefulSet', 'statefulsets'],
  ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'],
  ['policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'],
];

/** What a deploy uses where it may. */
const courtesies = ['create events', 'get serviceaccounts'];

/** Used only for what these manifests do not have: a pod that names a claim. */
const elsewhere = ['get persistentvolumeclaims'];

test('every request of deploys, of a rollback and of what they remove was reviewed before', async () => {
  const image = await nodeImage();
  const deploy = (version: string, files: Record<string, string>) =>
    runDeploy({
      version,
      files,
      kubeconfig: proxy.through(world.kubeconfig),
      namespace: world.namespace,
      inputs: { images: `shop=${image}` },
    });
  const outcomes = [
    await deploy('1.0.0', shop({ more: more('setInterval(() => {}, 1000)') })),
    await deploy('1.1.0', shop({ more: `${more('process.exit(7)')}\n${added}` })),
    await deploy('1.2.0', shop({ greeting: 'less' })),
  ].map(({ outputs }) => outputs['outcome']);
  expect(outcomes).toEqual(['deployed', 'rolled-back', 'deployed']);

  const namespaces = proxy.seen.flatMap(({ path }) => /\/namespaces\/([^/?]+)/.exec(path)?.[1] ?? []);
  expect(new Set(namespaces)).toEqual(new Set([world.namespace]));
  const used = new Set(proxy.seen.flatMap(({ method, path }) => rightOf(method, path) ?? []).map(textOf));
  const needed = neededRights(kinds.map(([apiVersion, kind, plural]) => ({ apiVersion, kind, plural })));
  const reviewed = new Set([...needed.map(textOf), ...courtesies]);
  expect([...used].filter((right) => !reviewed.has(right))).toEqual([]);
  // Both directions, or the Role would only ever grow. `create` is what server-side apply takes as well for new objects.
  const unused = needed.filter((right) => !used.has(textOf(right)) && right.verb !== 'create');
  expect(unused.map(textOf).filter((right) => !elsewhere.includes(right))).toEqual([]);
});

/** `list deployments.apps` */
function textOf({ verb, resource, group }: Right): string {
  return `${verb} ${resource}${group ? `.${group}` : ''}`;
}

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** The right that a request takes; undefined for what everyone may ask, and for trials that must be refused. */
function rightOf(method: string, path: string): Right | undefined {
  const url = new URL(path, 'https://a');
  const found =
    /^\/(?:api|apis\/([^/]+))\/[^/]+\/namespaces\/[^/]+\/([^/]+)(?:\/([^/]+)(?:\/([^/]+))?)?/.exec(
      url.pathname,
    );
  if (!found) return undefined;
  const [, group = '', plural = '', name, subresource] = found;
  const reading = name !== undefined ? 'get' : url.searchParams.has('watch') ? 'watch' : 'list';
  return {
    group,
    resource: subresource === undefined ? plural : `${plural}/${subresource}`,
    verb: method === 'GET' ? reading : (verbs[method] ?? method),
  };
}
