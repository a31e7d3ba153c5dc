import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentHash, hashConfigNames } from '../src/manifests/config-names.ts';
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
  ];
  test.each(specs)('in a %s', (_name, kind, spec) => {
    const [named, user] = hashConfigNames([at(config('a', { k: 'v' }, kind)), at(workload(spec))]);
    expect(named?.object.metadata.name).toMatch(/^a-[0-9a-f]{8}$/);
    expect(named?.object['immutable']).toBe(true);
    expect(JSON.stringify(user)).toContain(`"${named?.object.metadata.name}"`);
    expect(JSON.stringify(user)).not.toContain('"a"');
  });
});

describe('a name stays', () => {
  const user = at(workload({ volumes: [{ configMap: { name: 'a' } }, { secret: { secretName: 's' } }] }));
  const tls: KubeObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'i' },
    spec: { tls: [{ secretName: 's' }] },
  };
  const cases: [string, Manifest[]][] = [
    ['that nothing reads', [at(config('a', {}))]],
    ['of the other kind', [at(config('a', {}, 'Secret')), user]],
    [
      'that is annotated so',
      [at(config('a', {}, 'ConfigMap', { annotations: { 'workaday.dev/keep-name': 'true' } })), user],
    ],
    ['that an Ingress knows', [at(config('s', {}, 'Secret')), user, at(tls)]],
  ];
  test.each(cases)('%s', (_name, manifests) => {
    const [first] = hashConfigNames(manifests);
    expect(first).toEqual(manifests[0]);
  });
  test('where the foundation made the object', () => {
    expect(hashConfigNames([user])).toEqual([user]);
  });
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
