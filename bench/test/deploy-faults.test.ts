import { describe, expect, it } from 'vitest';
import type { ClusterObject } from '../deploy/cluster-object.ts';
import { type FaultName, faults } from '../deploy/faults.ts';

const faultOf = (name: FaultName) => {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};
const object = (kind: string, more: object): ClusterObject => ({ kind, metadata: { name: 'x' }, ...more });
const event = (reason: string, message: string) => object('Event', { reason, message });
const pod = (status: object) => object('Pod', { status });
const waiting = (reason: string) => pod({ containerStatuses: [{ state: { waiting: { reason } } }] });
const exited = (exitCode: number, list = 'containerStatuses') =>
  pod({ [list]: [{ state: { running: {} }, lastState: { terminated: { exitCode } } }] });
const failing = (message: string) =>
  object('ReplicaSet', {
    status: { conditions: [{ type: 'ReplicaFailure', status: 'True', message }] },
  });
const unschedulable = pod({
  conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }],
});

const signs: [FaultName, ClusterObject, boolean][] = [
  ['image missing', waiting('ErrImagePull'), true],
  ['image missing', event('Failed', 'Failed to pull image "x": not found'), true],
  ['image missing', waiting('ContainerCreating'), false],
  ['crash', exited(7), true],
  ['crash', event('BackOff', 'Back-off restarting failed container shop'), true],
  ['crash', exited(0), false],
  ['config missing', waiting('CreateContainerConfigError'), true],
  ['quota', event('FailedCreate', 'exceeded quota: pods'), true],
  ['quota', failing('pods "x" is forbidden: exceeded quota: pods'), true],
  ['quota', failing('pods "x" is forbidden: violates PodSecurity'), false],
  ['admission', failing('pods "x" is forbidden: violates PodSecurity'), true],
  ['bad probe', event('Unhealthy', 'Readiness probe failed: refused'), true],
  ['bad probe', event('Unhealthy', 'Liveness probe failed: refused'), false],
  ['init loop', exited(3, 'initContainerStatuses'), true],
  ['init loop', exited(3), false],
  ['OOM', exited(137), true],
  ['unschedulable', unschedulable, true],
  ['PVC', event('ProvisioningFailed', 'storageclass.storage.k8s.io "absent" not found'), true],
  ['PVC', event('Scheduled', 'assigned'), false],
];

it.each(signs)('%s is seen in %j: %s', (name, seen, expected) => {
  expect(faultOf(name).shows(seen)).toBe(expected);
});

const lines: [FaultName, string, boolean][] = [
  ['image missing', 'Deployment/shop: image r/x@sha256:0: rpc error: code = NotFound: not found', true],
  ['crash', 'container ended with exit code 7 (Error), 1 time so far', true],
  ['crash', 'back-off: CrashLoopBackOff', true],
  ['config missing', 'configmap "shop-absent" not found', true],
  ['config missing', 'spec.envFrom refers to the ConfigMap shop-absent, and it is not in shop', true],
  ['config missing', '+ name: shop-absent', false],
  ['quota', 'pods "shop-1" is forbidden: exceeded quota: pods', true],
  ['admission', 'Warning: would violate PodSecurity "baseline:latest"', true],
  ['bad probe', 'Readiness probe failed: Get "http://10.0.0.1:8081/healthz"', true],
  ['bad probe', '+ readinessProbe:', false],
  ['OOM', 'container ended with exit code 137 (OOMKilled)', true],
  ['unschedulable', '0/1 nodes are available: 1 Insufficient cpu.', true],
  ['PVC', 'status: InProgress, message: PVC is not Bound. phase: Pending', true],
  ['PVC', '+ storageClassName: absent', false],
  ['PVC', 'storageclass.storage.k8s.io "absent" not found', true],
];

it.each(lines)('%s is named by "%s": %s', (name, line, expected) => {
  expect(faultOf(name).named.test(line)).toBe(expected);
});

describe('lines that name nothing', () => {
  const empty = [
    'Waiting for deployment "shop" rollout to finish: 1 out of 2 new replicas have been updated...',
    'error: timed out waiting for the condition',
    'resource Deployment/shop/shop not ready. status: InProgress, message: Updated: 1/2',
    'context deadline exceeded',
    'deployment.apps/shop rolled back',
    'applied Deployment/shop',
  ];
  it.each(faults)('$name', ({ named }) => expect(empty.filter((line) => named.test(line))).toEqual([]));
});
