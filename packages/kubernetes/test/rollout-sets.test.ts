import { ago, exited, now, unplaced } from './objects.ts';
import { table } from './rollout-table.ts';
import { allOfSet, daemonSet, ofDaemonSet, ofSet, set, statusOf } from './workloads.ts';

const setOfTwo = (status: object, spec: object = {}) => set({ ...allOfSet, ...status }, spec);
const partition = (of: number) => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: of } },
});
table('a StatefulSet', [
  [
    'below the partition keeps the old revision',
    () => statusOf(setOfTwo({}, partition(1)), [ofSet('b', { name: 'it-1' }), ofSet('a', { name: 'it-0' })]),
    'ready',
    'its partition is 1',
  ],
  [
    'counts the pods above the partition, not any',
    () => statusOf(setOfTwo({}, partition(1)), [ofSet('a', { name: 'it-1' }), ofSet('b', { name: 'it-0' })]),
    'progressing',
  ],
  [
    'counts from its first ordinal',
    () =>
      statusOf(setOfTwo({}, { ...partition(1), ordinals: { start: 5 } }), [
        ofSet('b', { name: 'it-6' }),
        ofSet('a', { name: 'it-5' }),
      ]),
    'ready',
  ],
  [
    'whose strategy is OnDelete replaces nothing',
    () => statusOf(setOfTwo({}, { updateStrategy: { type: 'OnDelete' } }), [ofSet('a'), ofSet('a')]),
    'ready',
    'OnDelete: 2 pods',
  ],
  [
    'that starts in parallel fails by all of its pods',
    () =>
      statusOf(set({ replicas: 2 }, { podManagementPolicy: 'Parallel' }), [
        ofSet('b', { ready: false, container: exited(1, 2) }),
        ofSet('b', { ready: false, container: exited(1, 2) }),
      ]),
    'stuck',
    '"crash"',
  ],
  [
    'is blocked by an old pod that is not ready',
    () =>
      statusOf(
        set({ replicas: 2, readyReplicas: 1 }),
        [
          ofSet('a'),
          ofSet('a', {
            ready: false,
            status: { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: ago(61) }] },
          }),
        ],
        { writtenAt: now - 100_000 },
      ),
    'stuck',
    'blocked',
  ],
  [
    'is not blocked while a pod ends',
    () => statusOf(set({ replicas: 2 }), [ofSet('a', { ready: false }), ofSet('a', { ending: true })]),
    'progressing',
  ],
  [
    'waits for minReadySeconds',
    () =>
      statusOf(setOfTwo({ availableReplicas: 1 }), [
        ofSet('b', { name: 'it-0' }),
        ofSet('b', { name: 'it-1' }),
      ]),
    'progressing',
  ],
]);

const everywhere = (wanted: number, updated = wanted, available = wanted) => ({
  desiredNumberScheduled: wanted,
  updatedNumberScheduled: updated,
  numberAvailable: available,
});
const away = (generation: string, ending: number) => {
  const one = ofDaemonSet(generation, { ready: false, ending: true });
  return { ...one, metadata: { ...one.metadata, deletionTimestamp: ago(ending) } };
};
table('a DaemonSet', [
  [
    'is ready beside a node that does not answer',
    () => statusOf(daemonSet(everywhere(2, 1, 1)), [ofDaemonSet('3'), away('2', 60)]),
    'ready',
    '1 nodes do not answer',
  ],
  [
    'waits for a pod that only ends slowly',
    () => statusOf(daemonSet(everywhere(2, 1, 1)), [ofDaemonSet('3'), away('2', 5)]),
    'progressing',
  ],
  [
    'is not ready by a lost node alone',
    () => statusOf(daemonSet(everywhere(1, 0, 0)), [away('2', 60)]),
    'progressing',
  ],
  [
    'waits long for a node that has no room',
    () => {
      const full = unplaced(300, '0/2 nodes match', {
        owner: 'it',
        labels: { 'pod-template-generation': '3' },
      });
      return statusOf(daemonSet(everywhere(2, 2, 1)), [ofDaemonSet('3'), full], { writtenAt: now - 400_000 });
    },
    'progressing',
    'unschedulable',
  ],
  [
    'tells of pods where none should be',
    () => statusOf(daemonSet({ ...everywhere(1), numberMisscheduled: 1 }), [ofDaemonSet('3')]),
    'ready',
    'no longer want them',
  ],
  [
    'whose strategy is OnDelete replaces nothing',
    () =>
      statusOf(daemonSet(everywhere(1, 0, 1), { updateStrategy: { type: 'OnDelete' } }), [ofDaemonSet('2')]),
    'ready',
    'OnDelete',
  ],
  [
    'that no node wants proves nothing',
    () => statusOf(daemonSet(everywhere(0)), []),
    'ready',
    'nothing was proven',
  ],
]);
