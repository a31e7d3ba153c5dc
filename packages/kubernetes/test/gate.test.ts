import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gateProblems } from '../src/manifests/gate.ts';
import { gateWarnings } from '../src/manifests/gate-warnings.ts';
import type { Manifest } from '../src/manifests/manifests.ts';
import type { KubeObject } from '../src/manifests/object.ts';
import { type Resource, resourcesOf } from '../src/transport/discovery.ts';

const kind = (apiVersion: string, name: string, more: Partial<Resource> = {}): Resource => ({
  apiVersion,
  kind: name,
  plural: `${name.toLowerCase()}s`,
  namespaced: true,
  ...more,
});
const resources = resourcesOf([
  ...['ConfigMap', 'Secret', 'Pod', 'Service', 'ServiceAccount', 'Event', 'Endpoints'].map((name) =>
    kind('v1', name),
  ),
  ...['LimitRange', 'ResourceQuota', 'ReplicationController'].map((name) => kind('v1', name)),
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ControllerRevision'].map((name) =>
    kind('apps/v1', name),
  ),
  kind('batch/v1', 'Job'),
  kind('v1', 'Namespace', { namespaced: false }),
  kind('v1', 'PersistentVolume', { namespaced: false }),
  kind('v1', 'Binding', { verbs: ['create'] }),
  kind('metrics.k8s.io/v1beta1', 'PodMetrics', { verbs: ['get', 'list'] }),
  kind('authorization.k8s.io/v1', 'LocalSubjectAccessReview', { verbs: ['create'] }),
  kind('coordination.k8s.io/v1', 'Lease'),
  kind('discovery.k8s.io/v1', 'EndpointSlice'),
  kind('rbac.authorization.k8s.io/v1', 'Role'),
  kind('rbac.authorization.k8s.io/v1', 'RoleBinding'),
  kind('rbac.authorization.k8s.io/v1', 'ClusterRole', { namespaced: false }),
  kind('iam.example.org/v1', 'Role', { verbs: ['get', 'patch'] }),
]);

type Fields = { metadata?: Record<string, unknown> } & Record<string, unknown>;
const object = (apiVersion: string, name: string, { metadata, ...fields }: Fields = {}): KubeObject => ({
  apiVersion,
  kind: name,
  ...fields,
  metadata: { name: 'a', ...metadata },
});
const written = (...objects: KubeObject[]): Manifest[] =>
  objects.map((one, index) => ({ object: one, place: { file: 'k8s/a.yaml', line: index + 1 } }));
const problems = (objects: KubeObject[], allow: string[] = []) =>
  gateProblems(written(...objects), resources, { namespace: 'shop', allow }).map(({ what }) => what);

const rbac = 'rbac.authorization.k8s.io/v1';
const config = (metadata: Record<string, unknown>) => object('v1', 'ConfigMap', { metadata });

describe('the gate refuses', () => {
  const cases: [string, KubeObject, string][] = [
    ['a Namespace', object('v1', 'Namespace'), 'whole cluster'],
    ['a PersistentVolume', object('v1', 'PersistentVolume'), 'whole cluster'],
    ['a ClusterRole', object(rbac, 'ClusterRole'), 'whole cluster'],
    ['a Role', object(rbac, 'Role'), 'grants rights'],
    ['a RoleBinding', object(rbac, 'RoleBinding'), 'grants rights'],
    ['a ServiceAccount', object('v1', 'ServiceAccount'), 'the input `allow` names ServiceAccount'],
    [
      'a token without end',
      object('v1', 'Secret', { type: 'kubernetes.io/service-account-token' }),
      'never ends',
    ],
    ['another namespace', config({ namespace: 'other' }), 'names the namespace "other"'],
    ['an empty namespace', config({ namespace: '' }), 'names the namespace ""'],
    ['a list', object('v1', 'ConfigMapList', { items: [] }), 'list of objects'],
    ['a list of anything', object('v1', 'List', { items: [] }), 'list of objects'],
    ['limits', object('v1', 'LimitRange'), 'foundation'],
    ['quotas', object('v1', 'ResourceQuota'), 'foundation'],
    ['endpoints', object('v1', 'Endpoints'), 'NetworkPolicies of other namespaces'],
    ['endpoint slices', object('discovery.k8s.io/v1', 'EndpointSlice'), 'NetworkPolicies'],
    ['a replica set of its own', object('apps/v1', 'ReplicaSet'), 'write a Deployment'],
    ['a replication controller', object('v1', 'ReplicationController'), 'write a Deployment'],
    ['a revision', object('apps/v1', 'ControllerRevision'), 'history'],
    ['a lease', object('coordination.k8s.io/v1', 'Lease'), 'lock'],
    ['an event', object('v1', 'Event'), 'tells what happened'],
    ['a binding', object('v1', 'Binding'), 'is a request'],
    ['an eviction', object('policy/v1', 'Eviction'), 'is a request'],
    ['a token request', object('authentication.k8s.io/v1', 'TokenRequest'), 'is a request'],
    [
      'what can only be created',
      object('authorization.k8s.io/v1', 'LocalSubjectAccessReview'),
      'only to create',
    ],
    ['what can only be read', object('metrics.k8s.io/v1beta1', 'PodMetrics'), 'only to get, list'],
    ['a misspelt kind', object('apps/v1', 'Deploymnet'), 'did you mean apps/v1 Deployment?'],
    ['an old version', object('extensions/v1beta1', 'Deployment'), 'did you mean apps/v1 Deployment?'],
    ['a kind that resembles none', object('monitoring.coreos.com/v1', 'PrometheusRule'), 'installed?'],
    ['a name that leads elsewhere', config({ name: '../secrets/a' }), 'does not take'],
    ['a name of dots', config({ name: '..' }), 'does not take'],
    ['an encoded name', config({ name: '%2e%2e' }), 'does not take'],
    ['upper case', config({ name: 'Web' }), 'does not take'],
    ['line ends', config({ name: 'a\n::error::b' }), 'does not take'],
    ['a name that is too long', config({ name: 'a'.repeat(254) }), '254 characters'],
    ['a name that is a number', config({ name: 7 }), 'no metadata.name'],
    ['no name', config({ name: undefined }), 'no metadata.name'],
    ['a generated name', config({ name: undefined, generateName: 'a-' }), 'generateName'],
    ['a generated name beside a name', config({ generateName: 'a-' }), 'generateName'],
    ['the ledger', config({ name: 'workaday.shop' }), 'begins with workaday.'],
    [
      'a snapshot of any app',
      object('v1', 'Secret', { metadata: { name: 'workaday.other.1.0' } }),
      'workaday.',
    ],
    ['a uid', config({ uid: '1' }), '(metadata.uid)'],
    [
      'what kubectl get writes',
      config({ resourceVersion: '1', managedFields: [{}] }),
      'resourceVersion, metadata.managedFields',
    ],
    ['an owner', config({ ownerReferences: [{ uid: '1' }] }), 'metadata.ownerReferences'],
    ['a status', object('apps/v1', 'Deployment', { status: { replicas: 1 } }), '(status)'],
    [
      'what kubectl apply remembers',
      config({ annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' } }),
      'last-applied',
    ],
    ['what is paused', object('apps/v1', 'Deployment', { spec: { paused: true } }), 'is paused'],
    [
      'OnDelete',
      object('apps/v1', 'StatefulSet', { spec: { updateStrategy: { type: 'OnDelete' } } }),
      'OnDelete',
    ],
    [
      'OnDelete of daemons',
      object('apps/v1', 'DaemonSet', { spec: { updateStrategy: { type: 'OnDelete' } } }),
      'OnDelete',
    ],
  ];
  test.each(cases)('%s', (_name, one, says) => {
    expect(problems([one])).toHaveLength(1);
    expect(problems([one])[0]).toContain(says);
  });

  test('an object that stands twice, in another version too, with the other place', () => {
    expect(problems([object('v1', 'Pod'), object('v1', 'Pod')])).toEqual([
      'Pod/a stands twice; the other is at k8s/a.yaml:1',
    ]);
  });

  test('everything at once, each with its line', () => {
    const bad = config({ name: 'B', namespace: 'x', uid: '1' });
    const found = gateProblems(written(bad, object('v1', 'Namespace')), resources, {
      namespace: 'shop',
      allow: [],
    });
    expect(found.map(({ place }) => place?.line)).toEqual([1, 1, 1, 2]);
  });
});

describe('the gate lets pass', () => {
  const cases: [string, KubeObject][] = [
    ['the own namespace', config({ namespace: 'shop' })],
    ['no namespace', config({})],
    ['a custom kind that is called Role', object('iam.example.org/v1', 'Role')],
    [
      'what generators leave empty',
      object('apps/v1', 'Deployment', { metadata: { creationTimestamp: null, annotations: {} }, status: {} }),
    ],
    ['a pod of its own', object('v1', 'Pod')],
    [
      '`paused` of a kind that means something else by it',
      object('iam.example.org/v1', 'Role', { spec: { paused: true } }),
    ],
    ['a name like the ledger’s', config({ name: 'workaday' })],
    ['dots in a name', config({ name: 'a.b-c.0' })],
  ];
  test.each(cases)('%s', (_name, one) => expect(problems([one])).toEqual([]));

  test.each([
    [object(rbac, 'Role', { metadata: { name: 'system:reader' } }), 'Role'],
    [object(rbac, 'RoleBinding'), 'RoleBinding'],
    [object('v1', 'ServiceAccount'), 'ServiceAccount'],
    [object('v1', 'Secret', { type: 'kubernetes.io/service-account-token' }), 'ServiceAccount'],
  ])('%o where it is allowed, and only that', (one, allow) => {
    expect(problems([one], [allow])).toEqual([]);
    expect(problems([one], ['Other'])).toHaveLength(1);
  });
});

test('whatever a name holds, it never reaches a line of the log, or another path', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('ConfigMap', 'Deploymnet'), (name, kindName) => {
      const found = problems([object('v1', kindName, { metadata: { name } })]);
      const passes = found.length === 0;
      expect(/^[a-z0-9.-]+$/.test(name) || !passes).toBe(true);
      expect(found.join('')).not.toMatch(/[\n\r]/);
    }),
  );
});

test.each<[string, KubeObject, string]>([
  ['a pod of its own', object('v1', 'Pod'), 'a Deployment would'],
  ['no replicas', object('apps/v1', 'Deployment', { spec: { replicas: 0 } }), 'no replicas'],
  [
    'a partition',
    object('apps/v1', 'StatefulSet', { spec: { updateStrategy: { rollingUpdate: { partition: 1 } } } }),
    'partition',
  ],
  ['a suspended Job', object('batch/v1', 'Job', { spec: { suspend: true } }), 'suspended'],
  ['finalizers', config({ finalizers: ['example.org/wait'] }), '"example.org/wait"'],
])('%s is warned of', (_name, one, says) => {
  expect(gateWarnings(written(one)).map(({ what }) => what)).toEqual([expect.stringContaining(says)]);
  expect(gateWarnings(written(config({})))).toEqual([]);
});
