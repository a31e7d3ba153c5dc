import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/manifests/object.ts';
import { referencesOf } from '../../src/plan/references.ts';
import { podOf, wantedPods } from '../../src/plan/trial-pod.ts';

const spec = { containers: [{ name: 'a', image: 'a' }], serviceAccountName: 'runner' };
const template = { metadata: { labels: { app: 'a' }, annotations: { b: 'c' } }, spec };
const workload = (apiVersion: string, kind: string, more: object): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'w', uid: 'the-uid' },
  spec: more,
});

describe('a pod is tried as its controller would make it:', () => {
  test.each([
    ['apps/v1', 'Deployment', { template }, { apiVersion: 'apps/v1', kind: 'ReplicaSet' }],
    ['apps/v1', 'DaemonSet', { template }, { apiVersion: 'apps/v1', kind: 'DaemonSet' }],
    ['batch/v1', 'Job', { template }, { apiVersion: 'batch/v1', kind: 'Job' }],
    ['batch/v1', 'CronJob', { jobTemplate: { spec: { template } } }, { apiVersion: 'batch/v1', kind: 'Job' }],
  ])('%s %s', (apiVersion, kind, more, owner) => {
    expect(podOf(workload(apiVersion, kind, more), new Set())).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        generateName: 'w-',
        labels: { app: 'a' },
        annotations: { b: 'c' },
        ownerReferences: [{ ...owner, name: 'w', uid: 'the-uid', controller: true }],
      },
      spec,
    });
  });

  test('StatefulSet, with the volumes of its claims', () => {
    const claims = { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] };
    const volumes = [
      { name: 'data', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
    ];
    const pod = podOf(
      workload('apps/v1', 'StatefulSet', { ...claims, template: { spec: { ...spec, volumes } } }),
      new Set(),
    );
    expect(pod).toMatchObject({
      spec: {
        volumes: [
          { name: 'tmp', emptyDir: {} },
          { name: 'data', persistentVolumeClaim: { claimName: 'data-w-0' } },
        ],
      },
    });
  });

  test('without an account that only the release will create', () => {
    const pod = podOf(workload('apps/v1', 'Deployment', { template }), new Set(['runner']));
    expect(pod).toMatchObject({ spec: { containers: spec.containers } });
    expect(JSON.stringify(pod)).not.toContain('runner');
  });

  test('nothing of custom kinds, whose controllers change the template', () => {
    expect(podOf(workload('example.dev/v1', 'Rollout', { template }), new Set())).toBeUndefined();
  });
});

test.each([
  ['apps/v1', 'Deployment', {}, 1],
  ['apps/v1', 'Deployment', { replicas: 0 }, 0],
  ['apps/v1', 'DaemonSet', {}, undefined],
  ['batch/v1', 'Job', { suspend: true }, 0],
  ['batch/v1', 'CronJob', {}, undefined],
])('%s %s with %j wants %s pods', (apiVersion, kind, more, count) => {
  expect(wantedPods(workload(apiVersion, kind, more))).toBe(count);
});

test('references are found wherever pods have them, also in custom kinds', () => {
  const pod = {
    containers: [
      {
        name: 'a',
        env: [
          { name: 'A', valueFrom: { secretKeyRef: { name: 's1', key: 'k' } } },
          { name: 'B', valueFrom: { configMapKeyRef: { name: 'c1', key: 'k', optional: true } } },
        ],
        envFrom: [{ secretRef: { name: 's2' } }, { configMapRef: { name: 'c2', optional: true } }],
      },
    ],
    initContainers: [{ name: 'i', envFrom: [{ configMapRef: { name: 'c3' } }] }],
    volumes: [
      { name: 'v1', secret: { secretName: 's3', items: [{ key: 'a' }, { key: 'b' }] } },
      { name: 'v2', configMap: { name: 'c4' } },
      { name: 'v3', csi: { driver: 'd', nodePublishSecretRef: { name: 's4' } } },
      { name: 'v4', persistentVolumeClaim: { claimName: 'p' } },
    ],
  };
  const custom = workload('example.dev/v1', 'Cluster', { workers: [{ podTemplate: { spec: pod } }] });
  const found = referencesOf(custom).map(({ kind, name, key }) =>
    [kind, name, key].filter(Boolean).join(' '),
  );
  expect(found.sort()).toEqual([
    'ConfigMap c3',
    'ConfigMap c4',
    'PersistentVolumeClaim p',
    'Secret s1 k',
    'Secret s2',
    'Secret s3 a',
    'Secret s3 b',
    'Secret s4',
  ]);
});
