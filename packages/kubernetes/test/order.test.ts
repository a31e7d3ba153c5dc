import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMigration } from '../src/manifests/migrations.ts';
import type { KubeObject } from '../src/manifests/object.ts';
import { tiers } from '../src/manifests/order.ts';
import { writtenObject } from './written.ts';

const pods = 'template: {spec: {containers: [{name: c, image: web}]}}';
const object = (apiVersion: string, kind: string, spec = '{}', annotations = '{}'): KubeObject =>
  writtenObject(
    `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a, annotations: ${annotations}}, spec: ${spec}}`,
  );

const table = {
  configuration: [
    object('v1', 'ConfigMap'),
    object('v1', 'Secret'),
    object('v1', 'PersistentVolumeClaim'),
    object('v1', 'ServiceAccount'),
    object('rbac.authorization.k8s.io/v1', 'Role'),
    object('rbac.authorization.k8s.io/v1', 'RoleBinding'),
    object('networking.k8s.io/v1', 'NetworkPolicy'),
    object('policy/v1', 'PodDisruptionBudget'),
    object('cert-manager.io/v1', 'Certificate'),
    object('networking.istio.io/v1', 'DestinationRule'),
    object('v1', 'Service', '{clusterIP: None}'),
  ],
  migrations: [
    object('batch/v1', 'Job', `{${pods}}`, '{workaday.dev/migration: "true"}'),
    object('batch/v1', 'Job', `{${pods}}`, '{helm.sh/hook: "pre-install, pre-upgrade"}'),
  ],
  workloads: [
    object('apps/v1', 'Deployment', `{${pods}}`),
    object('apps/v1', 'StatefulSet', `{${pods}}`),
    object('apps/v1', 'DaemonSet', `{${pods}}`),
    object('v1', 'Pod', '{containers: [{name: c}]}'),
    object('batch/v1', 'Job', `{${pods}}`),
    object('batch/v1', 'Job', `{${pods}}`, '{helm.sh/hook: post-install}'),
    object('batch/v1', 'Job', `{${pods}}`, '{helm.sh/hook: pre-install, workaday.dev/migration: "false"}'),
    object('batch/v1', 'CronJob', `{jobTemplate: {spec: {${pods}}}}`),
    object('argoproj.io/v1alpha1', 'Rollout', `{${pods}}`),
    object('serving.knative.dev/v1', 'Service', `{${pods}}`),
    object('ray.io/v1', 'RayCluster', `{headGroupSpec: {${pods}}, workerGroupSpecs: [{${pods}}]}`),
    object('keda.sh/v1alpha1', 'ScaledJob', `{jobTargetRef: {${pods}}}`),
    object('jobset.x-k8s.io/v1alpha2', 'JobSet', `{replicatedJobs: [{template: {spec: {${pods}}}}]}`),
  ],
  routing: [
    object('v1', 'Service'),
    object('networking.k8s.io/v1', 'Ingress'),
    object('gateway.networking.k8s.io/v1', 'HTTPRoute'),
    object('networking.istio.io/v1', 'VirtualService'),
    object('autoscaling/v2', 'HorizontalPodAutoscaler'),
    object('keda.sh/v1alpha1', 'ScaledObject'),
  ],
};
const rows = Object.entries(table).flatMap(([tier, objects]) =>
  objects.map((one) => [`${one.apiVersion} ${one.kind}`, tier, one] as const),
);

test.each(rows)('%s belongs to %s', (_name, tier, one) => {
  expect(tiers([one], (item) => item)).toEqual([{ name: tier, items: [one] }]);
});

test('whatever the order of the manifests, tiers come in theirs, and every object once', () => {
  const all = rows.map(([, , one]) => one);
  fc.assert(
    fc.property(fc.shuffledSubarray(all), (some) => {
      const made = tiers(some, (one) => one);
      const names = made.map(({ name }) => name);
      expect(names).toEqual(Object.keys(table).filter((name) => (names as string[]).includes(name)));
      expect(made.flatMap(({ items }) => items)).toHaveLength(some.length);
      for (const { items } of made) expect(items).toEqual(some.filter((one) => items.includes(one)));
    }),
  );
});

describe('a Service', () => {
  const service = object('v1', 'Service');
  const tierOf = (isNew?: boolean) =>
    tiers([service], (one) => one, isNew === undefined ? undefined : () => isNew)[0]?.name;
  test('that exists changes after migrations and workloads', () => expect(tierOf(false)).toBe('routing'));
  test('that is new is there before the pods that ask for it', () =>
    expect(tierOf(true)).toBe('configuration'));
  test('that may exist is treated as if it did', () => expect(tierOf()).toBe('routing'));
});

test('only a Job can be a migration', () => {
  const marked = object('apps/v1', 'Deployment', `{${pods}}`, '{workaday.dev/migration: "true"}');
  expect(isMigration(marked)).toBe(false);
});
