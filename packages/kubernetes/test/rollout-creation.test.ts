import { old, status } from './deployment-facts.ts';
import { ago, deployment, event, now, refused, replicaSet } from './objects.ts';
import { table } from './rollout-table.ts';
import { ofSet, set, statusOf } from './workloads.ts';

const quota = 'pods "web-1" is forbidden: exceeded quota: pods';
const oneOfTwo = { replicas: 3, updatedReplicas: 1, availableReplicas: 2 };
table('pods that cannot be made', [
  [
    'an old ReplicaSet could not, the new one could',
    () =>
      status({
        live: deployment(oneOfTwo),
        sets: [replicaSet('old', 1, refused(quota, 100)), replicaSet('new', 2)],
        pods: [],
      }),
    'progressing',
  ],
  [
    'a quota while old pods give way',
    () =>
      status({
        live: deployment(
          { replicas: 2, updatedReplicas: 0 },
          { spec: { strategy: { rollingUpdate: { maxUnavailable: 1 } } } },
        ),
        sets: [old, replicaSet('new', 2, refused(quota))],
        pods: [],
      }),
    'progressing',
    'exceeded quota',
  ],
  [
    '… and no longer than that gets on',
    () =>
      status({
        live: deployment(
          {
            replicas: 2,
            updatedReplicas: 0,
            conditions: [{ type: 'Progressing', status: 'True', lastUpdateTime: ago(121) }],
          },
          { spec: { strategy: { rollingUpdate: { maxUnavailable: 1 } } } },
        ),
        sets: [old, replicaSet('new', 2, refused(quota, 300))],
        pods: [],
        writtenAt: now - 400_000,
      }),
    'stuck',
    'exceeded quota',
  ],
  [
    'a quota that nobody makes room in (25 % of 2 is none)',
    () =>
      status({
        live: deployment({ replicas: 2 }),
        sets: [old, replicaSet('new', 2, refused(quota))],
        pods: [],
      }),
    'stuck',
    '"quota"',
  ],
  [
    'a quota whose count is a moment late',
    () =>
      status({
        live: deployment({ replicas: 2 }),
        sets: [old, replicaSet('new', 2, refused(quota, 3))],
        pods: [],
      }),
    'progressing',
  ],
  [
    'a ReplicaSet that could not even be made',
    () =>
      status({
        live: deployment({
          observedGeneration: 1,
          conditions: [
            {
              type: 'Progressing',
              status: 'False',
              reason: 'ReplicaSetCreateError',
              message: 'replicasets.apps "web-1" is forbidden: exceeded quota: sets',
              lastUpdateTime: ago(15),
            },
          ],
        }),
        pods: [],
      }),
    'stuck',
    '"quota"',
  ],
  [
    'an event of the last deploy, in the very second of our write',
    () => {
      const live = set({ replicas: 1 });
      const told = event(live, 'FailedCreate', 'pods "it-1" is forbidden: denied', 20);
      return statusOf(live, [], { events: [told], writtenAt: Date.parse(ago(20)) + 300 });
    },
    'progressing',
  ],
  [
    'an event that a pod has proven wrong since',
    () => {
      const live = set({ replicas: 1 });
      const told = event(live, 'FailedCreate', 'pods "it-1" is forbidden: denied', 100);
      return statusOf(live, [ofSet('b', { ready: false })], { events: [told], writtenAt: now - 200_000 });
    },
    'progressing',
  ],
  [
    'an event whose times are null but for its series',
    () => {
      const live = set({ replicas: 0 });
      const told = event(live, 'FailedCreate', 'pods "it-0" is forbidden: violates PodSecurity', 0, {
        firstTimestamp: null,
        lastTimestamp: null,
        eventTime: ago(500),
        series: { count: 9, lastObservedTime: ago(5) },
      });
      return statusOf(live, [], { events: [told] });
    },
    'stuck',
    'admission',
  ],
  [
    'an event from before our write',
    () => {
      const live = set({ replicas: 0 });
      return statusOf(live, [], { events: [event(live, 'FailedCreate', 'is forbidden', 61)] });
    },
    'progressing',
  ],
]);
