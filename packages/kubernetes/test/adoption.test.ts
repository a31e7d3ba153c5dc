import { describe, expect, test } from 'vitest';
import { adoptedRelease, adoptionBaseline, leftBehind } from '../src/ledger/adoption.ts';
import { eventBody } from '../src/ledger/events.ts';
import { whyItStays } from '../src/ledger/prune.ts';
import { lastVerified } from '../src/ledger/release.ts';
import { hashConfigNames } from '../src/manifests/config-names.ts';
import type { KubeObject } from '../src/manifests/object.ts';
import { written, writtenObject } from './written.ts';

const owned = (manager: string, annotation: string, subresource?: string) => ({
  manager,
  operation: 'Update',
  apiVersion: 'apps/v1',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:metadata': { 'f:annotations': { [`f:${annotation}`]: {} } } },
  ...(subresource ? { subresource } : {}),
});

const live: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    namespace: 'shop',
    uid: 'u',
    resourceVersion: '12',
    generation: 3,
    creationTimestamp: '2026-01-01T00:00:00Z',
    finalizers: ['example.org/keep'],
    ownerReferences: [{ apiVersion: 'v1', kind: 'Suite', name: 's', uid: 's' }],
    labels: { 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: {
      'deployment.kubernetes.io/revision': '3',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'meta.helm.sh/release-name': 'shop',
      'example.org/observed': 'now',
      'example.org/shared': 'x',
    },
    managedFields: [
      owned('kubectl-client-side-apply', 'example.org/shared'),
      owned('shop-controller', 'example.org/observed'),
      owned('shop-controller', 'example.org/shared'),
    ],
  },
  spec: {
    replicas: 4,
    template: {
      metadata: { creationTimestamp: null, labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', resources: {}, envFrom: [{ configMapRef: { name: 'web' } }] }] },
    },
  },
  status: { replicas: 4 },
};
const found = (...objects: (KubeObject | undefined)[]) =>
  objects.map((object) => ({ manifest: { object: object ?? live }, live: object }));
const other = (text: string): KubeObject => writtenObject(text);

describe('what stood there', () => {
  test('is kept without status, identity and the notes of controllers; nothing else is lost', () => {
    expect(adoptionBaseline(found(live))).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {
          name: 'web',
          namespace: 'shop',
          labels: { 'app.kubernetes.io/managed-by': 'Helm' },
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration': '{}',
            'meta.helm.sh/release-name': 'shop',
            'example.org/shared': 'x',
          },
        },
        spec: {
          replicas: 4,
          template: {
            metadata: { labels: { app: 'web' } },
            spec: {
              containers: [{ name: 'c', resources: {}, envFrom: [{ configMapRef: { name: 'web' } }] }],
            },
          },
        },
      },
    ]);
  });
  test('keeps the address of a Service', () => {
    const service = other(
      '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: 10.0.0.7, clusterIPs: [10.0.0.7]}}',
    );
    expect(adoptionBaseline(found(live, service))[1]).toEqual(service);
  });
  test('keeps no number of pods that an autoscaler sets, and neither Jobs nor tokens', () => {
    const autoscaler = other(
      '{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: {scaleTargetRef: {kind: Deployment, name: web}}}',
    );
    const job = other('{apiVersion: batch/v1, kind: Job, metadata: {name: j}}');
    const token = other(
      '{apiVersion: v1, kind: Secret, metadata: {name: t}, type: kubernetes.io/service-account-token}',
    );
    const [only, ...more] = adoptionBaseline(found(live, job, token), [autoscaler]);
    expect(only?.['spec']).not.toHaveProperty('replicas');
    expect(more).toEqual([]);
  });
  test('is nothing without a workload, and nothing when a release of ours wrote any of it', () => {
    const config = other('{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}');
    const ours = other(
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: c, annotations: {workaday.dev/release: "1"}}}',
    );
    expect(adoptionBaseline(found(config))).toEqual([]);
    expect(adoptionBaseline(found(undefined))).toEqual([]);
    expect(adoptionBaseline(found(live, ours))).toEqual([]);
  });
  test('is a verified release that nothing deletes the objects of', () => {
    const release = adoptedRelease(adoptionBaseline(found(live)), {
      number: 1,
      parts: 1,
      at: '2026-01-01T00:00:00Z',
    });
    expect(release.objects).toEqual([
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', adopted: true },
    ]);
    expect(lastVerified({ app: 'shop', environment: 'p', releases: [release] })).toBe(release);
  });
  test('leaves behind the configuration whose name became another', () => {
    const text = `{apiVersion: v1, kind: ConfigMap, metadata: {name: web}, data: {a: b}}\n---\n${JSON.stringify(live)}`;
    const prepared = hashConfigNames(written(text)).map((manifest) => ({ manifest }));
    expect(leftBehind(adoptionBaseline(found(live)), prepared)).toEqual([
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'web' },
    ]);
    expect(leftBehind([], prepared)).toEqual([]);
  });
});

describe('an object that left the manifests', () => {
  const object = (metadata: object, kind = 'ConfigMap'): KubeObject => ({
    apiVersion: 'v1',
    kind,
    metadata: {
      name: 'a',
      labels: { 'app.kubernetes.io/managed-by': 'workaday', 'app.kubernetes.io/part-of': 'shop' },
      annotations: { 'workaday.dev/release': '3', 'workaday.dev/app': 'shop' },
      ...metadata,
    },
  });
  const annotated = (more: object) =>
    object({ annotations: { 'workaday.dev/release': '3', 'workaday.dev/app': 'shop', ...more } });
  const labelled = (manager: string) => object({ labels: { 'app.kubernetes.io/managed-by': manager } });
  const cases: [string, KubeObject, string | undefined][] = [
    ['is ours', object({}), undefined],
    ['holds data', object({}, 'PersistentVolumeClaim'), 'never deleted'],
    ['holds others', object({}, 'Namespace'), 'never deleted'],
    ['defines a kind', object({}, 'CustomResourceDefinition'), 'never deleted'],
    ['goes already', object({ deletionTimestamp: '2026-01-01T00:00:00Z' }), 'being deleted'],
    ['was never written by us', object({ annotations: {} }), 'no release'],
    ['a newer release wrote', annotated({ 'workaday.dev/release': '5' }), 'release 5'],
    ['another app wrote', annotated({ 'workaday.dev/app': 'blog' }), 'app blog'],
    ['Helm manages by now', labelled('Helm'), 'Helm manages'],
    ['is to be kept', annotated({ 'workaday.dev/keep': 'true' }), 'workaday.dev/keep'],
    ['is not to be kept', annotated({ 'workaday.dev/keep': 'false' }), undefined],
    ['Helm would keep', annotated({ 'helm.sh/resource-policy': 'keep' }), 'helm.sh/resource-policy'],
  ];
  test.each(cases)('that %s', (_what, live, why) => {
    const said = whyItStays(live, 'shop', 4);
    if (why === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(why);
  });
});

test('an event is about the very object, and its note is short enough', () => {
  const place = { namespace: 'shop', app: 'shop', environment: 'production' };
  const note = { type: 'Normal', reason: 'Deployed', message: 'a'.repeat(2000) } as const;
  const body = eventBody(live, place, note, Date.parse('2026-01-01T00:00:00.500Z'));
  expect(body.involvedObject).toMatchObject({ kind: 'Deployment', name: 'web', uid: 'u', namespace: 'shop' });
  expect(body).toMatchObject({ firstTimestamp: '2026-01-01T00:00:00Z', reportingComponent: 'workaday' });
  expect(body.message).toHaveLength(1024);
});
