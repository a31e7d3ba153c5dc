import { describe, expect, test } from 'vitest';
import { complete, type Facts, status } from './deployment-facts.ts';
import { ago, deployment, event, exited, pod } from './objects.ts';

/** A pod without readiness probe that started some seconds ago, on a node whose clock is an hour ahead. */
function anHourAhead(seconds: number) {
  const hour = 3600;
  const told = pod({
    spec: { containers: [{ name: 'web' }] },
    container: { state: { running: { startedAt: ago(seconds - hour) } } },
    status: { startTime: ago(31 - hour) },
  });
  const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: ago(31) };
  const status = told['status'] as { conditions: unknown[] };
  return { ...told, status: { ...status, conditions: [...status.conditions, scheduled] } };
}

/** A ready pod with a liveness probe, and what the kubelet said of it. */
function alive(reason: string, message: string, seconds: number, started = 60): Facts {
  const probe = { periodSeconds: 2, failureThreshold: 2 };
  const told = pod({
    spec: { containers: [{ name: 'web', readinessProbe: {}, livenessProbe: probe }] },
    container: { state: { running: { startedAt: ago(started) } } },
  });
  return { pods: [pod(), told], events: [event(told, reason, message, seconds)] };
}
const failed = 'Liveness probe failed: connection refused';

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
      'when a container that started again has stayed up, although our clock is behind',
      {
        pods: [pod(), pod({ container: { restartCount: 2, state: { running: { startedAt: ago(-2) } } } })],
      },
      'progressing',
    ],
    [
      "when a container has stayed up, although its node's clock is an hour ahead",
      { pods: [pod(), anHourAhead(30)] },
      'ready',
    ],
    [
      "when a container that started just now has stayed up, although its node's clock is an hour ahead",
      { pods: [pod(), anHourAhead(2)] },
      'progressing',
    ],
    [
      'when a container that crashed once has stayed up',
      { pods: [pod(), pod({ container: { restartCount: 1, state: { running: { startedAt: ago(4) } } } })] },
      'progressing',
    ],
    ['when no liveness probe has just failed', alive('Unhealthy', failed, 3), 'progressing'],
    ['when a liveness probe that failed has had time to fail again', alive('Unhealthy', failed, 8), 'ready'],
    ['when a liveness probe failed before the restart', alive('Unhealthy', failed, 4, 1), 'ready'],
    [
      'when no container is being killed by its liveness probe, however long that takes',
      alive('Killing', 'Container web failed liveness probe, will be restarted', 15),
      'progressing',
    ],
    [
      'when a failed readiness probe is over, which kills nothing',
      alive('Unhealthy', 'Readiness probe failed: connection refused', 1),
      'ready',
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
