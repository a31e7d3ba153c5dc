import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../src/manifests/object.ts';
import { leaveReplicasToAutoscalers } from '../src/manifests/scaling.ts';
import { wouldFall } from '../src/plan/hand-over.ts';
import { written, writtenObject } from './written.ts';

const workload = (kind = 'Deployment', apiVersion = 'apps/v1', name = 'web') =>
  written(
    `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: ${name}}, spec: {replicas: 3, paused: false}}`,
  );
const scaler = (target: string, apiVersion = 'autoscaling/v2', kind = 'HorizontalPodAutoscaler') =>
  written(
    `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a}, spec: {scaleTargetRef: {${target}}}}`,
  );
const keda = ['keda.sh/v1alpha1', 'ScaledObject'] as const;
const deployment = 'apiVersion: apps/v1, kind: Deployment, name: web';

describe('the number of pods', () => {
  const left: [string, ReturnType<typeof workload>, ReturnType<typeof scaler>][] = [
    ['an autoscaler', workload(), scaler(deployment)],
    ['an autoscaler of the first version', workload(), scaler(deployment, 'autoscaling/v1')],
    ['one that names no group', workload(), scaler('kind: Deployment, name: web')],
    ['one that names another version of the group', workload(), scaler(deployment.replace('v1', 'v1beta2'))],
    ['KEDA', workload(), scaler('name: web', ...keda)],
    ['KEDA on a StatefulSet', workload('StatefulSet'), scaler('kind: StatefulSet, name: web', ...keda)],
    [
      'an autoscaler of a custom kind',
      workload('Rollout', 'argoproj.io/v1alpha1'),
      scaler('apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web'),
    ],
  ];
  test.each(left)('is left to %s, in the manifests or on the cluster', (_who, app, autoscaler) => {
    for (const [scaled] of [
      leaveReplicasToAutoscalers([...app, ...autoscaler]),
      leaveReplicasToAutoscalers(app, [autoscaler[0]?.object as KubeObject]),
    ])
      expect(scaled).toEqual({
        ...app[0],
        object: { ...app[0]?.object, spec: { paused: false } },
      });
  });
  const kept: [string, ReturnType<typeof workload>, ReturnType<typeof scaler>][] = [
    ['of another name', workload(), scaler(deployment.replace('web', 'worker'))],
    ['of another kind', workload('StatefulSet'), scaler(deployment)],
    ['of another group', workload('Deployment', 'example.org/v1'), scaler(deployment)],
    ['that KEDA takes for a Deployment', workload('StatefulSet'), scaler('name: web', ...keda)],
    ['that something else names', workload(), scaler(deployment, 'example.org/v1', 'Watcher')],
  ];
  test.each(kept)('is kept on a workload %s', (_what, app, autoscaler) => {
    expect(leaveReplicasToAutoscalers([...app, ...autoscaler])).toEqual([...app, ...autoscaler]);
  });
});

describe('a number of pods that leaves the manifest', () => {
  const intent = writtenObject('{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {}}');
  const owned = (...owners: [string, string?][]): KubeObject => ({
    ...intent,
    metadata: {
      name: 'web',
      managedFields: owners.map(([manager, subresource]) => ({
        manager,
        operation: 'Apply',
        apiVersion: 'apps/v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
        ...(subresource ? { subresource } : {}),
      })),
    },
    spec: { replicas: 5 },
  });
  const cases: [string, KubeObject, boolean][] = [
    ['only we own', owned(['workaday']), true],
    ['kubectl owned before us', owned(['kubectl-client-side-apply']), true],
    ['we and an autoscaler own', owned(['workaday'], ['kube-controller-manager', 'scale']), false],
    ['was handed over before', owned(['workaday-handover']), false],
    ['another tool owns too', owned(['workaday'], ['argocd-controller']), false],
    ['a person set', owned(['workaday'], ['kubectl-edit']), false],
    ['nobody owns', owned(), false],
  ];
  test.each(cases)('falls when %s: is to be handed over', (_who, live, falls) => {
    expect(wouldFall(live, intent)).toBe(falls);
  });
  test('is none when it stays in the manifest, or the object has no such number', () => {
    expect(wouldFall(owned(['workaday']), { ...intent, spec: { replicas: 3 } })).toBe(false);
    expect(wouldFall({ ...owned(['workaday']), spec: {} }, intent)).toBe(false);
    expect(wouldFall(owned(['workaday']), { ...intent, spec: undefined })).toBe(false);
  });
});
