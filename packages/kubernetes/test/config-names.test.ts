import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentHash, hashConfigNames, keptConfigNames } from '../src/manifests/config-names.ts';
import type { Manifest } from '../src/manifests/manifests.ts';
import type { KubeObject } from '../src/manifests/object.ts';

const at = (object: KubeObject): Manifest => ({ object, place: { file: 'a.yaml' } });
const config = (
  name: string,
  data: Record<string, string>,
  kind = 'ConfigMap',
  metadata = {},
): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, ...metadata },
  data,
});
const workload = (spec: object): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: { containers: [{ name: 'c' }], ...spec } } },
});
const container = (more: object) => ({ containers: [{ name: 'c', ...more }] });

describe('a reference follows the hashed name', () => {
  const specs: [string, 'ConfigMap' | 'Secret', object][] = [
    ['volume', 'ConfigMap', { volumes: [{ configMap: { name: 'a' } }] }],
    ['secret volume', 'Secret', { volumes: [{ secret: { secretName: 'a' } }] }],
    [
      'projected volume',
      'ConfigMap',
      { volumes: [{ projected: { sources: [{ configMap: { name: 'a' } }] } }] },
    ],
    ['projected secret', 'Secret', { volumes: [{ projected: { sources: [{ secret: { name: 'a' } }] } }] }],
    [
      'variable',
      'ConfigMap',
      container({ env: [{ valueFrom: { configMapKeyRef: { name: 'a', key: 'k' } } }] }),
    ],
    [
      'secret variable',
      'Secret',
      container({ env: [{ valueFrom: { secretKeyRef: { name: 'a', key: 'k' } } }] }),
    ],
    ['all variables', 'ConfigMap', container({ envFrom: [{ configMapRef: { name: 'a' } }] })],
    ['all secret variables', 'Secret', container({ envFrom: [{ secretRef: { name: 'a' } }] })],
    ['init container', 'ConfigMap', { initContainers: [{ envFrom: [{ configMapRef: { name: 'a' } }] }] }],
    ['pull secret', 'Secret', { imagePullSecrets: [{ name: 'a' }] }],
    [
      'prefixed variables',
      'ConfigMap',
      container({ envFrom: [{ prefix: 'A_', configMapRef: { name: 'a' } }] }),
    ],
    [
      'optional variable',
      'ConfigMap',
      container({ env: [{ valueFrom: { configMapKeyRef: { name: 'a', key: 'k', optional: true } } }] }),
    ],
    [
      'file mounted by subPath',
      'ConfigMap',
      {
        containers: [{ name: 'c', volumeMounts: [{ name: 'v', mountPath: '/etc/a.conf', subPath: 'k' }] }],
        volumes: [{ name: 'v', configMap: { name: 'a' } }],
      },
    ],
    ['volume of a driver', 'Secret', { volumes: [{ csi: { nodePublishSecretRef: { name: 'a' } } }] }],
    ['volume of Azure', 'Secret', { volumes: [{ azureFile: { secretName: 'a' } }] }],
  ];
  test.each(specs)('in a %s', (_name, kind, spec) => {
    const [named, user] = hashConfigNames([at(config('a', { k: 'v' }, kind)), at(workload(spec))]);
    expect(named?.object.metadata.name).toMatch(/^a-[0-9a-f]{8}$/);
    expect(named?.object['immutable']).toBe(true);
    expect(JSON.stringify(user)).toContain(`"${named?.object.metadata.name}"`);
    expect(JSON.stringify(user)).not.toContain('"a"');
  });
});

describe('in whatever has pods', () => {
  const spec = { containers: [{ name: 'c', envFrom: [{ configMapRef: { name: 'a' } }] }] };
  const kinds: [string, string, object][] = [
    ['v1', 'Pod', { ...spec }],
    ['batch/v1', 'CronJob', { jobTemplate: { spec: { template: { spec } } } }],
    ['argoproj.io/v1alpha1', 'Rollout', { template: { spec } }],
    [
      'jobset.x-k8s.io/v1alpha2',
      'JobSet',
      { replicatedJobs: [{ template: { spec: { template: { spec } } } }] },
    ],
  ];
  test.each(kinds)('%s %s', (apiVersion, kind, inner) => {
    const user = { apiVersion, kind, metadata: { name: 'u' }, spec: inner };
    const [named, changed] = hashConfigNames([at(config('a', { k: 'v' })), at(user)]);
    expect(JSON.stringify(changed)).toContain(`{"name":"${named?.object.metadata.name}"}`);
  });
});

describe('a name stays', () => {
  const user = at(workload({ volumes: [{ configMap: { name: 'a' } }, { secret: { secretName: 's' } }] }));
  const secret = at(config('s', { k: 'v' }, 'Secret'));
  const map = at(config('a', { k: 'v' }));
  const other = (apiVersion: string, kind: string, rest: object) =>
    at({ apiVersion, kind, metadata: { name: 'i' }, ...rest });
  const speaking = (more: object) =>
    at(workload({ containers: [{ name: 'c', ...more }], volumes: [{ configMap: { name: 'a' } }] }));
  const annotated = { annotations: { 'workaday.dev/keep-name': 'true' } };
  const cases: [string, Manifest[]][] = [
    ['that nothing reads', [map]],
    ['of the other kind', [at(config('a', { k: 'v' }, 'Secret')), user]],
    ['that is annotated so', [at(config('a', { k: 'v' }, 'ConfigMap', annotated)), user]],
    ['of an object without content, which something else fills', [at(config('a', {})), user]],
    [
      'of the token of a ServiceAccount',
      [at({ ...secret.object, type: 'kubernetes.io/service-account-token' }), user],
    ],
    [
      'that an Ingress knows',
      [secret, user, other('networking.k8s.io/v1', 'Ingress', { spec: { tls: [{ secretName: 's' }] } })],
    ],
    [
      'that a Gateway knows',
      [
        secret,
        user,
        other('gateway.networking.k8s.io/v1', 'Gateway', {
          spec: { listeners: [{ tls: { certificateRefs: [{ name: 's' }] } }] },
        }),
      ],
    ],
    [
      'that a ServiceAccount knows',
      [secret, user, other('v1', 'ServiceAccount', { imagePullSecrets: [{ name: 's' }] })],
    ],
    [
      'that a Role opens',
      [
        map,
        user,
        other('rbac.authorization.k8s.io/v1', 'Role', {
          rules: [{ resources: ['configmaps'], resourceNames: ['a'], verbs: ['get'] }],
        }),
      ],
    ],
    [
      'that a custom kind knows',
      [secret, user, other('example.org/v1', 'Database', { spec: { credentials: { existingSecret: 's' } } })],
    ],
    [
      'that a custom kind refers to',
      [map, user, other('example.org/v1', 'Job', { spec: { ref: { kind: 'ConfigMap', name: 'a' } } })],
    ],
    ['that an argument says', [map, speaking({ args: ['--leader-config=a'] })]],
    ['that a command says', [map, speaking({ command: ['sh', '-c', 'kubectl get cm a -o yaml'] })]],
    ['that a variable says', [map, speaking({ env: [{ name: 'CONFIG', value: '$(NAMESPACE)/a' }] })]],
  ];
  test.each(cases)('%s', (_name, manifests) => {
    expect(hashConfigNames(manifests)).toEqual(manifests);
  });
  test('with a note that says why and what that means', () => {
    const [note, ...more] = keptConfigNames([map, speaking({ args: ['--leader-config=a'] }), secret]);
    expect(note?.what).toMatch(/ConfigMap\/a keeps its name, because Deployment\/web .* command line/);
    expect(note?.place).toEqual({ file: 'a.yaml' });
    expect(more).toEqual([]);
  });
  test('where the foundation made the object', () => {
    expect(hashConfigNames([user])).toEqual([user]);
  });

  const harmless: [string, Manifest][] = [
    ['a path', speaking({ args: ['--config=/etc/a/app.yaml', '/a'] })],
    [
      'an address',
      speaking({
        env: [
          { name: 'URL', value: 'http://a:8080/a' },
          { name: 'H', value: 'a.svc' },
        ],
      }),
    ],
    ['a part of a word', speaking({ args: ['abba', 'a-b', 'b.a'] })],
    [
      'an annotation, such as a checksum',
      { ...user, object: { ...user.object, metadata: { name: 'web', annotations: { x: 'a' } } } },
    ],
    ['the name of a volume', at(workload({ volumes: [{ name: 'a', configMap: { name: 'a' } }] }))],
  ];
  test.each(harmless)('but not for %s', (_name, one) => {
    expect(hashConfigNames([map, one])[0]?.object.metadata.name).toMatch(/^a-/);
    expect(keptConfigNames([map, one])).toEqual([]);
  });
  test('but not for a text that may mean the Service of the same name', () => {
    const service = at({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: {} });
    const [named] = hashConfigNames([map, service, speaking({ args: ['--upstream=a'] })]);
    expect(named?.object.metadata.name).toMatch(/^a-/);
  });
});

test.each([252, 244, 243, 10])('a name of %i letters stays a name', (length) => {
  const name = `${'a'.repeat(length - 2)}.b`;
  const user = at(workload({ volumes: [{ configMap: { name } }] }));
  const [named] = hashConfigNames([at(config(name, { k: 'v' })), user]);
  expect(named?.object.metadata.name).toMatch(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?-[0-9a-f]{8}$/);
  expect(named?.object.metadata.name.length).toBeLessThanOrEqual(253);
});

test('a manifest that says it stays changeable gets a name of its content all the same', () => {
  const map = at({ ...config('a', { k: 'v' }), immutable: false });
  const [named] = hashConfigNames([map, at(workload({ volumes: [{ configMap: { name: 'a' } }] }))]);
  expect(named?.object).toMatchObject({ immutable: false, metadata: { name: expect.stringMatching(/^a-/) } });
});

test('the hash is one of content: order does not matter, any change does', () => {
  const data = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 5 });
  fc.assert(
    fc.property(data, data, (one, other) => {
      const shuffled = Object.fromEntries(Object.entries(one).reverse());
      expect(contentHash(config('a', shuffled))).toBe(contentHash(config('b', one)));
      const same =
        JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
      expect(contentHash(config('a', one)) === contentHash(config('a', other))).toBe(same);
    }),
  );
});

test('what was given is left as it was', () => {
  const given = [at(config('a', {})), at(workload({ volumes: [{ configMap: { name: 'a' } }] }))];
  const copy = structuredClone(given);
  hashConfigNames(given);
  expect(given).toEqual(copy);
});
