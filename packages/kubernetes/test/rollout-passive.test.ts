import type { KubeObject } from '../src/manifests/object.ts';
import { ago, event, pod, unplaced } from './objects.ts';
import { table } from './rollout-table.ts';
import { statusOf } from './workloads.ts';

const object = (kind: string, apiVersion: string, status: object, spec: object = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'it', uid: 'it' },
  spec,
  status,
});
const claim = (status: object) => object('PersistentVolumeClaim', 'v1', status);
const mounting = unplaced(5, '', {
  spec: { volumes: [{ name: 'a', persistentVolumeClaim: { claimName: 'it' } }] },
});
const service = (spec: object, status: object = {}) => object('Service', 'v1', status, spec);
const labelled = pod({ labels: { app: 'web' }, spec: { containers: [{ ports: [{ name: 'http' }] }] } });
const autoscaler = (type: string) =>
  object('HorizontalPodAutoscaler', 'autoscaling/v2', {
    conditions: [{ type, status: 'False', reason: 'FailedGetResourceMetric', message: 'no metrics' }],
  });

table('objects without pods', [
  ['a claim that is bound', () => statusOf(claim({ phase: 'Bound' })), 'ready', '"notes":[]'],
  [
    'a claim that no pod mounts, whatever its class waits for',
    () => statusOf(claim({ phase: 'Pending' })),
    'ready',
    'no pod mounts it',
  ],
  [
    'a claim that a pod waits for',
    () => statusOf(claim({ phase: 'Pending' }), [mounting]),
    'progressing',
    'not bound yet',
  ],
  [
    'a claim that waits for its first consumer',
    () => {
      const live = claim({ phase: 'Pending' });
      return statusOf(live, [mounting], { events: [event(live, 'WaitForFirstConsumer', 'waiting')] });
    },
    'progressing',
  ],
  [
    'a claim whose class is missing',
    () => {
      const live = claim({ phase: 'Pending' });
      const told = event(live, 'ProvisioningFailed', 'storageclass.storage.k8s.io "a" not found', 15);
      return statusOf(live, [mounting], { events: [told] });
    },
    'stuck',
    'volume-error',
  ],
  ['a claim that lost its volume', () => statusOf(claim({ phase: 'Lost' })), 'stuck', 'volume-error'],
  ['a Service', () => statusOf(service({ selector: { app: 'web' } }), [labelled]), 'ready', '"notes":[]'],
  [
    'a Service that selects nothing',
    () => statusOf(service({ selector: { app: 'wbe' } }), [labelled]),
    'ready',
    'matches no pod',
  ],
  ['a Service without selector', () => statusOf(service({})), 'ready', '"notes":[]'],
  [
    'a Service that sends to a port of no name',
    () => statusOf(service({ selector: { app: 'web' }, ports: [{ targetPort: 'htpp' }] }), [labelled]),
    'ready',
    'targetPort htpp',
  ],
  [
    'a Service that sends to a port by name',
    () => statusOf(service({ selector: { app: 'web' }, ports: [{ targetPort: 'http' }] }), [labelled]),
    'ready',
    '"notes":[]',
  ],
  [
    'a load balancer without address',
    () => statusOf(service({ type: 'LoadBalancer' })),
    'ready',
    'no address yet',
  ],
  [
    'an Ingress without address',
    () => statusOf(object('Ingress', 'networking.k8s.io/v1', {})),
    'ready',
    'no ingress controller',
  ],
  [
    'an autoscaler without metrics',
    () => statusOf(autoscaler('ScalingActive')),
    'ready',
    'ScalingActive is False',
  ],
  [
    'an autoscaler that cannot scale',
    () => statusOf(autoscaler('AbleToScale')),
    'ready',
    'AbleToScale is False',
  ],
  ['an autoscaler that is at its limit', () => statusOf(autoscaler('ScalingLimited')), 'ready', '"notes":[]'],
  [
    'a CronJob that is suspended',
    () => statusOf(object('CronJob', 'batch/v1', { lastScheduleTime: ago(60) }, { suspend: true })),
    'ready',
    'suspended: nothing runs, last on 2026',
  ],
  [
    'a CronJob',
    () => statusOf(object('CronJob', 'batch/v1', {}, { schedule: '@daily' })),
    'ready',
    '"notes":[]',
  ],
  [
    'a kind that we do not know',
    () => statusOf(object('Certificate', 'cert-manager.io/v1', {})),
    'ready',
    'applied',
  ],
]);
