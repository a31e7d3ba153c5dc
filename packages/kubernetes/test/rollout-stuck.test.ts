import { describe, expect, test } from 'vitest';
import { rolloutStatus } from '../src/rollout/status.ts';
import { broken, brokenPod, type Facts, old, status } from './deployment-facts.ts';
import { ago, deployment, event, exited, now, pod, replicaSet, waiting } from './objects.ts';

describe('a Deployment is stuck for', () => {
  const cases: [string, Facts, string][] = [
    [
      'an image that is not there',
      broken(waiting('ErrImagePull', 'failed to resolve: shop.example/web:1: not found')),
      'image-not-found',
    ],
    ['an image name that is none', broken(waiting('InvalidImageName')), 'image-not-found'],
    [
      'an image that may not be pulled, tried twice',
      brokenPod(
        {
          container: waiting(
            'ImagePullBackOff',
            'pull access denied, authorization failed: 401 Unauthorized',
          ),
        },
        (pod) => [event(pod, 'Failed', 'Failed to pull image "shop.example/web:1": 401', 4, { first: 15 })],
      ),
      'image-denied',
    ],
    [
      'a reference to absent configuration',
      broken(waiting('CreateContainerConfigError', 'configmap "a" not found')),
      'config-error',
    ],
    ['the third exit of every new pod', broken(exited(1, 2)), 'crash'],
    ['the second exit of every new pod without a program', broken(exited(127, 1)), 'crash'],
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
            init: exited(3, 2),
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
