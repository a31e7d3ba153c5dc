import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../src/object.ts';
import { rolloutStatus } from '../src/rollout/status.ts';
import { ago, deployment, event, exited, now, pod, replicaSet, waiting } from './objects.ts';

interface Facts {
  live?: KubeObject;
  written?: KubeObject;
  sets?: KubeObject[];
  pods?: KubeObject[];
  events?: KubeObject[];
  writtenAt?: number;
}

const complete = { replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
const old = replicaSet('old', 1, { spec: { replicas: 0 }, status: { replicas: 0 } });
const newest = replicaSet('new', 2);

function status({ live, written, sets, pods, events, writtenAt }: Facts) {
  return rolloutStatus({
    written: written ?? deployment({}),
    live: live ?? deployment(complete),
    replicaSets: sets ?? [old, newest],
    pods: pods ?? [pod(), pod()],
    events: events ?? [],
    writtenAt: writtenAt ?? now - 20_000,
    now,
  });
}
const broken = (container: object) => ({
  live: deployment({ replicas: 3, updatedReplicas: 1, availableReplicas: 2 }),
  pods: [pod({ owner: 'old' }), pod({ owner: 'old' }), pod({ ready: false, container: { ...container } })],
});

describe('a Deployment is ready only', () => {
  const cases: [string, Facts, 'ready' | 'progressing'][] = [
    ['when all of the newest ReplicaSet is available', {}, 'ready'],
    ['when its controller has seen our write', { written: deployment({}, { generation: 3 }) }, 'progressing'],
    [
      'when its controller has seen what others wrote since',
      { live: deployment(complete, { generation: 3 }) },
      'progressing',
    ],
    ['when no old pod is left', { live: deployment({ ...complete, replicas: 3 }) }, 'progressing'],
    [
      'when ready pods are available too (minReadySeconds)',
      { live: deployment({ ...complete, availableReplicas: 1 }) },
      'progressing',
    ],
    [
      'when something is available, although maxUnavailable allows nothing',
      {
        live: deployment({
          replicas: 2,
          updatedReplicas: 2,
          conditions: [{ type: 'Available', status: 'True' }],
        }),
      },
      'progressing',
    ],
    ['when the pods bear the counts out', { pods: [pod(), pod({ ready: false })] }, 'progressing'],
    ['when the pods are of the newest ReplicaSet', { pods: [pod(), pod({ owner: 'old' })] }, 'progressing'],
    [
      'when pods that end are not counted',
      { pods: [pod(), pod(), pod({ ending: true, ready: false })] },
      'ready',
    ],
    [
      'when foreign pods are not counted',
      { pods: [pod(), pod(), pod({ owner: 'foreign', container: exited(1, 5) })] },
      'ready',
    ],
    [
      'when a container without readiness probe has stayed up',
      {
        pods: [
          pod(),
          pod({
            spec: { containers: [{ name: 'web' }] },
            container: { state: { running: { startedAt: ago(2) } } },
          }),
        ],
      },
      'progressing',
    ],
    [
      'when a container that crashed once has stayed up',
      { pods: [pod(), pod({ container: { restartCount: 1, state: { running: { startedAt: ago(4) } } } })] },
      'progressing',
    ],
    [
      'when the wanted replicas of now are there, whatever we wrote (HPA)',
      {
        live: deployment(
          { replicas: 3, updatedReplicas: 3, availableReplicas: 3 },
          { spec: { replicas: 3 } },
        ),
        pods: [pod(), pod(), pod()],
      },
      'ready',
    ],
    ['or when nothing is wanted', { live: deployment({}, { spec: { replicas: 0 } }), pods: [] }, 'ready'],
  ];
  test.each(cases)('%s', (_name, facts, state) => expect(status(facts).state).toBe(state));
});

describe('a Deployment is stuck for', () => {
  const cases: [string, Facts, string][] = [
    [
      'an image that is not there',
      broken(waiting('ErrImagePull', 'failed to resolve: shop.example/web:1: not found')),
      'image-not-found',
    ],
    ['an image name that is none', broken(waiting('InvalidImageName')), 'image-not-found'],
    [
      'an image that may not be pulled',
      broken(waiting('ImagePullBackOff', 'pull access denied, authorization failed: 401 Unauthorized')),
      'image-denied',
    ],
    [
      'a reference to absent configuration',
      broken(waiting('CreateContainerConfigError', 'configmap "a" not found')),
      'config-error',
    ],
    ['the second exit of every new pod', broken(exited(1, 1)), 'crash'],
    ['memory that was not enough at the start', broken(exited(137, 0, 'OOMKilled')), 'out-of-memory'],
    [
      'one pod of two that never gets up',
      {
        live: deployment({ replicas: 3, updatedReplicas: 2, availableReplicas: 2 }),
        pods: [pod(), pod({ ready: false, container: exited(1, 3) })],
      },
      'crash',
    ],
    [
      'a deadline that passed after our write',
      {
        live: deployment({
          updatedReplicas: 1,
          conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded', lastUpdateTime: ago(3) }],
        }),
        pods: [],
      },
      'progress-deadline',
    ],
    [
      'a policy that allows no pod',
      {
        live: deployment({ replicas: 2 }),
        pods: [],
        sets: [
          old,
          replicaSet('new', 2, {
            status: {
              replicas: 0,
              conditions: [
                {
                  type: 'ReplicaFailure',
                  status: 'True',
                  message: 'pods "web" is forbidden: violates PodSecurity',
                  lastTransitionTime: ago(3),
                },
              ],
            },
          }),
        ],
      },
      'admission',
    ],
    [
      'a quota that stays exhausted',
      {
        live: deployment({ replicas: 2 }),
        pods: [],
        sets: [
          old,
          replicaSet('new', 2, {
            status: {
              replicas: 0,
              conditions: [
                {
                  type: 'ReplicaFailure',
                  status: 'True',
                  message: 'exceeded quota: pods',
                  lastTransitionTime: ago(25),
                },
              ],
            },
          }),
        ],
      },
      'quota',
    ],
    [
      'an init container that fails again',
      {
        live: deployment({ replicas: 3, updatedReplicas: 1, availableReplicas: 2 }),
        pods: [
          pod({
            ready: false,
            init: exited(3, 1),
            container: waiting('PodInitializing'),
            status: { phase: 'Pending' },
          }),
        ],
      },
      'init-crash',
    ],
  ];
  test.each(cases)('%s', (_name, facts, reason) => {
    expect(status(facts)).toMatchObject({ state: 'stuck', object: 'Deployment/web', trouble: { reason } });
  });

  test('being deleted meanwhile', () => {
    const facts = {
      written: deployment({}),
      live: undefined,
      replicaSets: [],
      pods: [],
      events: [],
      writtenAt: now,
      now,
    };
    expect(rolloutStatus(facts)).toMatchObject({ state: 'stuck', trouble: { reason: 'gone' } });
  });
});

describe('a Deployment is given time for', () => {
  const stale = [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded', lastUpdateTime: ago(600) }];
  const cases: [string, Facts][] = [
    [
      'a deadline condition from before our write',
      {
        live: deployment({ updatedReplicas: 1, conditions: stale }),
        written: deployment({ conditions: stale }),
        pods: [],
      },
    ],
    ['a registry that is away', broken(waiting('ErrImagePull', 'dial tcp: i/o timeout'))],
    [
      'a kubelet whose cache is late',
      broken(waiting('CreateContainerConfigError', 'failed to sync configmap cache: timed out')),
    ],
    ['one crash', broken(exited(1, 0))],
    [
      'one crash, running again',
      broken({
        ready: false,
        restartCount: 1,
        state: { running: { startedAt: ago(1) } },
        lastState: { terminated: { exitCode: 1, finishedAt: ago(3), startedAt: ago(4) } },
      }),
    ],
    [
      'the second crash of one pod while another is well',
      {
        live: deployment({ updatedReplicas: 2, replicas: 3, availableReplicas: 2 }),
        pods: [pod(), pod({ ready: false, container: exited(1, 1) })],
      },
    ],
    [
      'failures of an old ReplicaSet',
      {
        live: deployment({
          replicas: 3,
          updatedReplicas: 1,
          availableReplicas: 2,
          conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'is forbidden' }],
        }),
        sets: [
          replicaSet('old', 1, {
            status: {
              replicas: 0,
              conditions: [
                {
                  type: 'ReplicaFailure',
                  status: 'True',
                  message: 'is forbidden',
                  lastTransitionTime: ago(9),
                },
              ],
            },
          }),
          newest,
        ],
        pods: [],
      },
    ],
    [
      'a quota that throttles the surge',
      {
        live: deployment({ replicas: 2, updatedReplicas: 1 }),
        pods: [pod()],
        sets: [
          old,
          replicaSet('new', 2, {
            status: {
              replicas: 1,
              conditions: [
                {
                  type: 'ReplicaFailure',
                  status: 'True',
                  message: 'exceeded quota',
                  lastTransitionTime: ago(25),
                },
              ],
            },
          }),
        ],
      },
    ],
    [
      'no node just now',
      broken({}) && {
        live: deployment({ replicas: 3, updatedReplicas: 1 }),
        pods: [
          pod({
            ready: false,
            container: waiting(''),
            status: {
              phase: 'Pending',
              conditions: [
                {
                  type: 'PodScheduled',
                  status: 'False',
                  reason: 'Unschedulable',
                  message: '0/1 nodes',
                  lastTransitionTime: ago(20),
                },
              ],
            },
          }),
        ],
      },
    ],
    [
      'an evicted pod, which is replaced',
      {
        live: deployment({ replicas: 2, updatedReplicas: 1, availableReplicas: 1 }),
        pods: [
          pod(),
          pod({ ready: false, container: exited(137, 3), status: { phase: 'Failed', reason: 'Evicted' } }),
        ],
      },
    ],
  ];
  test.each(cases)('%s', (_name, facts) => expect(status(facts).state).toBe('progressing'));

  test('no node, longer when an autoscaler adds one, and not for ever', () => {
    const at = (seconds: number) =>
      pod({
        ready: false,
        container: waiting(''),
        status: {
          phase: 'Pending',
          conditions: [
            {
              type: 'PodScheduled',
              status: 'False',
              reason: 'Unschedulable',
              lastTransitionTime: ago(seconds),
            },
          ],
        },
      });
    const facts = (one: KubeObject, events: KubeObject[] = []) => ({
      live: deployment({ replicas: 3, updatedReplicas: 1 }),
      pods: [one],
      events,
      writtenAt: now - 1_000_000,
    });
    const growing = at(100);
    expect(status(facts(at(100))).state).toBe('stuck');
    expect(status(facts(growing, [event(growing, 'TriggeredScaleUp', 'pod triggered scale-up')])).state).toBe(
      'progressing',
    );
    expect(status(facts(at(700))).state).toBe('stuck');
  });
});
