import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../src/manifests/object.ts';
import { broken, type Facts, newest, old, status } from './deployment-facts.ts';
import { ago, deployment, event, exited, now, pod, replicaSet, waiting } from './objects.ts';

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
