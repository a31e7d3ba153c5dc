import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutElement } from '../../src/plan/field-elements.ts';
import { type FieldsV1, fieldPaths, unionFields, withoutField } from '../../src/plan/field-set.ts';

/** As the API server wrote it for `kubectl apply` of a Deployment. */
const applied: FieldsV1 = {
  'f:metadata': { 'f:annotations': { '.': {}, 'f:a/b.c': {} } },
  'f:spec': {
    'f:replicas': {},
    'f:template': {
      'f:spec': {
        'f:containers': {
          'k:{"name":"web"}': {
            '.': {},
            'f:image': {},
            'f:name': {},
            'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
          },
        },
      },
    },
  },
};

const element = fc.oneof(
  fc.constantFrom('a', 'b', 'c').map((name) => `f:${name}`),
  fc.constantFrom('x', 'y').map((name) => `k:${JSON.stringify({ name })}`),
  fc.constantFrom('k:{"port":1,"protocol":"TCP"}', 'k:{"protocol":"TCP","port":1}', 'v:"s"', 'i:0'),
);
const setOf = (depth: number): fc.Arbitrary<FieldsV1> =>
  fc
    .tuple(
      fc.boolean(),
      fc.dictionary(element, depth === 0 ? fc.constant<FieldsV1>({}) : setOf(depth - 1), { maxKeys: 3 }),
    )
    .map(([own, below]) => (own && Object.keys(below).length > 0 ? { '.': {}, ...below } : below));
const set = setOf(3);
const sorted = (fields: FieldsV1) => fieldPaths(fields).sort();

describe('a set of fields', () => {
  test('says its members as the API server does', () => {
    expect(fieldPaths(applied)).toEqual([
      '.metadata.annotations',
      '.metadata.annotations.a/b.c',
      '.spec.replicas',
      '.spec.template.spec.containers[name="web"]',
      '.spec.template.spec.containers[name="web"].image',
      '.spec.template.spec.containers[name="web"].name',
      '.spec.template.spec.containers[name="web"].ports[containerPort=80,protocol="TCP"]',
      '.spec.template.spec.containers[name="web"].ports[containerPort=80,protocol="TCP"].containerPort',
    ]);
    expect(fieldPaths({ 'f:finalizers': { 'v:"a"': {}, 'i:3': {} } })).toEqual([
      '.finalizers[="a"]',
      '.finalizers[3]',
    ]);
  });

  test('is written as it was read', () => {
    expect(unionFields(applied)).toEqual(applied);
  });

  test('united holds the members of both, and nothing else', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const both = [...new Set([...sorted(a), ...sorted(b)])].sort();
        expect(sorted(unionFields(a, b))).toEqual(both);
      }),
    );
  });

  test('is united in any order and grouping, and with itself unchanged', () => {
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        expect(unionFields(a, b)).toEqual(unionFields(b, a));
        expect(unionFields(unionFields(a, b), c)).toEqual(unionFields(a, unionFields(b, c)));
        expect(unionFields(a, a)).toEqual(unionFields(a));
      }),
    );
  });

  test('without a field holds nothing of it, and all the rest', () => {
    fc.assert(
      fc.property(set, element, (fields, name) => {
        const left = withoutField({ 'f:spec': fields, 'f:other': {} }, ['f:spec', name]);
        const named = new Set(fieldPaths({ 'f:spec': { [name]: {} } }));
        const [gone = ''] = named;
        const kept = fieldPaths({ 'f:spec': fields, 'f:other': {} }).filter(
          (path) => path !== gone && !path.startsWith(`${gone}.`) && !path.startsWith(`${gone}[`),
        );
        expect(sorted(left).filter((path) => path !== '.spec')).toEqual(
          kept.sort().filter((path) => path !== '.spec'),
        );
      }),
    );
  });
});

describe('of an object', () => {
  const container = {
    name: 'web',
    image: 'a',
    imagePullPolicy: 'Always',
    ports: [{ containerPort: 80, protocol: 'TCP' }],
  };
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', uid: '1', annotations: { 'a/b.c': 'x', other: 'y' } },
    spec: {
      replicas: 2,
      paused: false,
      template: { spec: { containers: [{ name: 'proxy', image: 'p' }, container] } },
    },
  };

  test('an item is taken off, and nothing beside it', () => {
    const path = ['f:spec', 'f:template', 'f:spec', 'f:containers', 'k:{"name":"web"}'];
    const less = withoutElement(object, path);
    expect(less.spec.template.spec.containers).toEqual([{ name: 'proxy', image: 'p' }]);
    expect(withoutElement(object, ['f:metadata', 'f:annotations', 'f:other']).metadata.annotations).toEqual({
      'a/b.c': 'x',
    });
    expect(withoutElement(object, ['f:spec', 'f:nothing', 'f:here'])).toEqual(object);
  });
});
