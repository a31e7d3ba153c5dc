import { rolloutStatus } from '../src/rollout/status.ts';
import { broken, brokenPod, status } from './deployment-facts.ts';
import { ago, deployment, event, exited, now, pod, waiting } from './objects.ts';
import { table } from './rollout-table.ts';

const bound = { spec: { nodeName: 'a' } };
table('what is not the release’s fault', [
  [
    'a node that does not answer',
    () => status(brokenPod(bound, (pod) => [event(pod, 'NodeNotReady', 'Node is not ready')])),
    'progressing',
    'node-lost',
  ],
  [
    'a pod that its node has not taken up',
    () =>
      status(
        brokenPod({
          ...bound,
          status: {
            containerStatuses: [],
            conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: ago(50) }],
          },
        }),
      ),
    'progressing',
    'has not taken the pod up',
  ],
  [
    'a pod that gives way to another',
    () =>
      status(
        brokenPod({
          container: exited(1, 9),
          status: { conditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        }),
      ),
    'progressing',
  ],
  ['a container that its node forgot', () => status(broken(exited(255, 9, 'Unknown'))), 'progressing'],
  [
    'a pod in trouble beside one that is well with the same template',
    () =>
      status({
        live: deployment({ replicas: 3, updatedReplicas: 2, availableReplicas: 2 }),
        pods: [pod(), pod({ ready: false, container: waiting('ErrImagePull', 'not found') })],
      }),
    'progressing',
    'suspicious',
  ],
  [
    'a kind of others that is called like ours',
    () => {
      const thing = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 'a' } };
      return rolloutStatus({
        written: thing,
        live: undefined,
        replicaSets: [],
        pods: [],
        events: [],
        writtenAt: 0,
        now,
      });
    },
    'ready',
  ],
]);
