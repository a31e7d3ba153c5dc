import { broken, complete, status } from './deployment-facts.ts';
import { ago, deployment, exited, now, pod, replicaSet, waiting } from './objects.ts';
import { table } from './rollout-table.ts';

const running = (image: string) => ({ template: { spec: { containers: [{ name: 'web', image }] } } });
const revised = (revision: string, status: object) => {
  const one = deployment({ ...complete, ...status });
  return {
    ...one,
    metadata: { ...one.metadata, annotations: { 'deployment.kubernetes.io/revision': revision } },
  };
};

table('whose generation it is', [
  [
    'another writer has bumped it meanwhile',
    () => status({ live: deployment(complete, { generation: 3 }) }),
    'progressing',
  ],
  [
    'the controller has seen less than we wrote',
    () => status({ written: deployment({}, { generation: 3 }) }),
    'progressing',
  ],
  [
    'a no-op write changes nothing, and is ready at once',
    () => status({ written: deployment(complete) }),
    'ready',
  ],
  [
    'an operator touches annotations of the template',
    () =>
      status({
        written: deployment({}, { spec: running('a@sha256:1') }),
        live: deployment(complete, { spec: running('a@sha256:1') }),
      }),
    'ready',
  ],
  [
    'someone else runs another image',
    () =>
      status({
        written: deployment({}, { spec: running('a@sha256:1') }),
        live: deployment(complete, { spec: running('a:2') }),
      }),
    'stuck',
    'overwritten',
  ],
  [
    'deleted and made anew by someone else',
    () => {
      const live = deployment(complete);
      return status({ live: { ...live, metadata: { ...live.metadata, uid: 'other' } } });
    },
    'stuck',
    'made anew',
  ],
  [
    'it is being deleted',
    () => {
      const live = deployment(complete);
      return status({ live: { ...live, metadata: { ...live.metadata, deletionTimestamp: ago(1) } } });
    },
    'stuck',
    'is being deleted',
  ],
]);

const deadline = (seconds: number) => [
  { type: 'Progressing', reason: 'ProgressDeadlineExceeded', lastUpdateTime: ago(seconds) },
];
const ours = (seconds: number) => [{ manager: 'workaday', operation: 'Apply', time: ago(seconds) }];
const withFields = (object: ReturnType<typeof deployment>, managedFields: object[]) => ({
  ...object,
  metadata: { ...object.metadata, managedFields },
});

table('the progress deadline', [
  [
    'a condition from before our write outlives a rollback',
    () =>
      status({
        written: withFields(deployment({ conditions: deadline(22) }), ours(21)),
        live: deployment({ conditions: deadline(22) }),
        pods: [],
      }),
    'progressing',
  ],
  [
    'its own time may be the very second of our write',
    () =>
      status({
        written: withFields(deployment({ conditions: deadline(21) }), ours(21)),
        live: deployment({ conditions: deadline(21) }),
        pods: [],
      }),
    'progressing',
  ],
  [
    'of a release that is only looked at, it counts after another look',
    () => {
      const live = withFields(deployment({ conditions: deadline(100) }), ours(900));
      return status({ written: live, live, pods: [], writtenAt: now - 900_000, watchedAt: now - 61_000 });
    },
    'stuck',
    'progress-deadline',
  ],
  [
    '… and not at the first glance, when its cause may be cured',
    () => {
      const live = withFields(deployment({ conditions: deadline(100) }), ours(900));
      return status({ written: live, live, pods: [], writtenAt: now - 900_000, watchedAt: now - 1000 });
    },
    'progressing',
  ],
  [
    'a pod says more than its controller does',
    () =>
      status({
        live: deployment({ updatedReplicas: 1, conditions: deadline(2) }),
        pods: [pod({ ready: false, container: waiting('ErrImagePull', 'dial tcp: i/o timeout') })],
      }),
    'stuck',
    'image-pull',
  ],
  ['it is no early detector: none is waited for', () => status(broken(exited(1, 2))), 'stuck', '"crash"'],
]);

table('counts', [
  [
    'a moment of surge looks done by unavailable and ready alone',
    () => status({ live: deployment({ ...complete, updatedReplicas: 1 }) }),
    'progressing',
  ],
  [
    'old pods are left',
    () => status({ live: deployment({ ...complete, replicas: 3 }) }),
    'progressing',
    '1 old left',
  ],
  [
    'an autoscaler wants more than we wrote',
    () => status({ live: deployment(complete, { spec: { replicas: 4 } }) }),
    'progressing',
  ],
  [
    'old pods still end, and may answer: said, and not waited for',
    () => status({ live: deployment({ ...complete, terminatingReplicas: 2 }) }),
    'ready',
    '2 old pods are still ending',
  ],
  [
    'maxUnavailable 1 of 1: Available is true with nothing ready',
    () =>
      status({
        live: deployment(
          { replicas: 1, updatedReplicas: 1, conditions: [{ type: 'Available', status: 'True' }] },
          { spec: { replicas: 1 } },
        ),
        pods: [pod({ ready: false })],
      }),
    'progressing',
  ],
  [
    'minReadySeconds: ready is not available',
    () => status({ live: deployment({ ...complete, availableReplicas: 0 }) }),
    'progressing',
  ],
  [
    'nothing is wanted',
    () => status({ live: deployment({}, { spec: { replicas: 0 } }), pods: [] }),
    'ready',
    'nothing was proven',
  ],
  [
    'an evicted pod lies beside its successor',
    () =>
      status({ pods: [pod(), pod(), pod({ ready: false, status: { phase: 'Failed', reason: 'Evicted' } })] }),
    'ready',
  ],
  [
    'the old ReplicaSet is used again: revisions tell, not age',
    () =>
      status({
        live: revised('3', {}),
        sets: [replicaSet('new', 3), replicaSet('later', 2)],
      }),
    'ready',
  ],
  [
    'the ReplicaSet of our revision is not in sight yet',
    () => status({ live: revised('3', {}), sets: [replicaSet('new', 2)] }),
    'progressing',
  ],
]);

const paused = { spec: { paused: true } };
table('a paused Deployment', [
  [
    'by its manifest never moves',
    () => status({ written: deployment({}, paused), live: deployment({}, paused) }),
    'stuck',
    'by its manifest',
  ],
  [
    'by someone may be resumed',
    () => status({ live: deployment({}, paused), pods: [] }),
    'progressing',
    'someone has paused it',
  ],
  [
    'that was complete before is ready, and says so',
    () => status({ live: deployment(complete, paused) }),
    'ready',
    'it is paused',
  ],
]);
