import { expect, test } from 'vitest';
import { type RolloutReason, rolloutAdvice } from '../src/rollout/advice.ts';
import type { RolloutStatus } from '../src/rollout/facts.ts';
import { rolloutStatus } from '../src/rollout/status.ts';
import { broken, brokenPod, complete, old, status } from './deployment-facts.ts';
import {
  ago,
  deployment,
  event,
  exited,
  now,
  pod,
  refused,
  replicaSet,
  unplaced,
  waiting,
} from './objects.ts';
import { job, ofSet, set, statusOf } from './workloads.ts';

const setup = { container: waiting('ContainerCreating'), status: { phase: 'Pending' } };
const failedMount = (text: string) =>
  brokenPod(setup, (pod) => [event(pod, 'FailedMount', text, 2, { first: 15 })]);
const pulling = (text: string, first: number) =>
  brokenPod({ container: waiting('ErrImagePull', text) }, (pod) => [
    event(pod, 'Failed', `Failed to pull image "shop.example/web:1": ${text}`, 2, { first }),
  ]);
const made = (message: string, seconds?: number) =>
  status({
    live: deployment({ replicas: 2 }),
    pods: [],
    sets: [old, replicaSet('new', 2, refused(message, seconds))],
  });
const long = { writtenAt: now - 1_000_000 };
const evicted = () =>
  pod({ ready: false, status: { phase: 'Failed', reason: 'Evicted', message: 'low on disk' } });

/** How each reason comes about: one that nothing can bring about has no place in the list. */
const ways: Record<RolloutReason, () => RolloutStatus> = {
  'image-not-found': () => status(broken(waiting('ErrImagePull', 'manifest unknown'))),
  'image-denied': () =>
    status({ ...broken(waiting('ErrImagePull', 'unauthorized')), writtenAt: now - 60_000 }),
  'image-rate-limit': () => status({ ...pulling('toomanyrequests', 310), ...long }),
  'image-pull': () => status({ ...pulling('dial tcp: i/o timeout', 130), ...long }),
  'config-error': () => status(broken(waiting('CreateContainerConfigError', 'secret "a" not found'))),
  'container-error': () => status(broken(waiting('CreateContainerError', 'no command specified'))),
  crash: () => status(broken(exited(1, 2))),
  'init-crash': () => status(brokenPod({ init: exited(1, 2), container: waiting('PodInitializing') })),
  'killed-by-probe': () =>
    status(
      brokenPod({ container: exited(137, 1) }, (pod) => [
        event(pod, 'Unhealthy', 'Liveness probe failed: connection refused', 3),
        event(pod, 'Killing', 'Container web failed liveness probe, will be restarted', 2),
      ]),
    ),
  'out-of-memory': () => status(broken(exited(137, 0, 'OOMKilled'))),
  'wrong-probe': () =>
    status(
      brokenPod({}, (pod) => [
        event(pod, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404', 1, {
          first: 15,
          count: 6,
        }),
      ]),
    ),
  'not-ready': () =>
    status({
      ...brokenPod({}, (pod) => [event(pod, 'Unhealthy', 'Readiness probe failed: connection refused')]),
    }),
  unschedulable: () => status({ ...broken({}), pods: [unplaced(70)], ...long }),
  'volume-error': () => status(failedMount('MountVolume.SetUp failed for volume "a": secret "a" not found')),
  'pod-network': () =>
    status({
      ...brokenPod(setup, (pod) => [
        event(pod, 'FailedCreatePodSandBox', 'no addresses left', 2, { first: 130 }),
      ]),
      ...long,
    }),
  'node-lost': () =>
    status({
      ...brokenPod({ spec: { nodeName: 'a' } }, (pod) => [
        event(pod, 'NodeNotReady', 'Node is not ready', 700),
      ]),
      ...long,
    }),
  evicted: () =>
    status({ ...broken({}), pods: [evicted(), evicted(), evicted()], ...long, writtenAt: now - 200_000 }),
  quota: () => made('pods "web-1" is forbidden: exceeded quota: pods'),
  admission: () => made('pods "web-1" is forbidden: violates PodSecurity "baseline:latest"'),
  'pod-creation': () =>
    status({
      live: deployment({ replicas: 2 }),
      pods: [],
      sets: [replicaSet('new', 2, refused('Internal error: failed calling webhook "a"', 200))],
      ...long,
    }),
  'no-namespace': () => made('unable to create new content in namespace shop because it is being terminated'),
  paused: () =>
    status({
      written: deployment({}, { spec: { paused: true } }),
      live: deployment({}, { spec: { paused: true } }),
    }),
  overwritten: () => {
    const run = (image: string) => ({
      spec: { template: { spec: { containers: [{ name: 'web', image }] } } },
    });
    return status({
      written: deployment({}, run('a@sha256:1')),
      live: deployment(complete, run('b:latest')),
    });
  },
  blocked: () =>
    statusOf(set({ replicas: 2, readyReplicas: 1 }), [
      ofSet('b', { name: 'it-1' }),
      ofSet('a', {
        name: 'it-0',
        ready: false,
        status: { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: ago(90) }] },
      }),
    ]),
  'progress-deadline': () =>
    status({
      live: deployment({
        conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded', lastUpdateTime: ago(3) }],
      }),
      pods: [],
    }),
  'job-failed': () =>
    statusOf(job({ conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] })),
  'pod-failed': () => {
    const one = pod({ ready: false, container: exited(2, 0), status: { phase: 'Failed' } });
    return rolloutStatus({
      written: one,
      live: one,
      replicaSets: [],
      pods: [one],
      events: [],
      writtenAt: 0,
      now,
    });
  },
  gone: () =>
    rolloutStatus({
      written: deployment({}),
      live: undefined,
      replicaSets: [],
      pods: [],
      events: [],
      writtenAt: now,
      now,
    }),
  // Only the watch itself knows when time is over.
  timeout: () => status({ live: deployment({}), pods: [] }),
};

test.each(Object.entries(ways))('%s comes about, and says what to do', (reason, way) => {
  const found = way();
  const trouble = found.state === 'ready' ? undefined : found.trouble;
  expect(trouble?.reason ?? 'timeout').toBe(reason);
  expect(trouble === undefined || trouble.message.length > 5).toBe(true);
  expect(rolloutAdvice[reason as RolloutReason]).toMatch(/^[A-Z].{30,}\.$/s);
});

const endsOnlyByTime = new Set(['not-ready', 'timeout']);
test.each(Object.entries(ways))('%s ends the watch, unless only time can', (reason, way) => {
  expect(way().state).toBe(endsOnlyByTime.has(reason) ? 'progressing' : 'stuck');
});
