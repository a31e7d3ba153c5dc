import { expect, test } from 'vitest';
import { blockingPods } from '../src/rollout/stateful-set.ts';
import { ago, event, exited, pod } from './objects.ts';
import { allOfSet as all, ofSet, set, statusOf as status, workload } from './workloads.ts';

const cases: [string, ReturnType<typeof status>, string][] = [
  [
    'a StatefulSet of the update revision',
    status(set(all), [ofSet('b', { name: 'it-0' }), ofSet('b', { name: 'it-1' })]),
    'ready',
  ],
  ['a StatefulSet with an old pod', status(set(all), [ofSet('b'), ofSet('a')]), 'progressing'],
  [
    'a StatefulSet with a partition',
    status(set(all, { updateStrategy: { rollingUpdate: { partition: 1 } } }), [
      ofSet('b', { name: 'it-1' }),
      ofSet('a', { name: 'it-0' }),
    ]),
    'ready',
  ],
  [
    'a StatefulSet whose counts lag behind a crash',
    status(set(all), [ofSet('b'), ofSet('b', { ready: false, container: exited(1, 1) })]),
    'progressing',
  ],
  [
    'a StatefulSet whose only new pod crashes',
    status(set(all), [ofSet('a'), ofSet('b', { ready: false, container: exited(1, 2) })]),
    'stuck',
  ],
  [
    'a DaemonSet everywhere',
    status(
      workload(
        'DaemonSet',
        {},
        { desiredNumberScheduled: 1, updatedNumberScheduled: 1, numberAvailable: 1 },
        { 'deprecated.daemonset.template.generation': '3' },
      ),
      [pod({ owner: 'it', labels: { 'pod-template-generation': '3' } })],
    ),
    'ready',
  ],
  [
    'a DaemonSet not yet everywhere',
    status(
      workload('DaemonSet', {}, { desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 2 }),
      [],
    ),
    'progressing',
  ],
  [
    'a complete Job',
    status(workload('Job', {}, { conditions: [{ type: 'Complete', status: 'True' }] }), []),
    'ready',
  ],
  ['a running Job', status(workload('Job', {}, { active: 1 }), [pod({ owner: 'it' })]), 'progressing'],
  [
    'a Job whose condition says not failed',
    status(workload('Job', {}, { active: 1, conditions: [{ type: 'Failed', status: 'False' }] }), []),
    'progressing',
  ],
  [
    'a failed Job',
    status(
      workload(
        'Job',
        {},
        {
          conditions: [
            { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', lastTransitionTime: ago(1) },
          ],
        },
      ),
      [],
    ),
    'stuck',
  ],
  ['a suspended Job', status(workload('Job', { suspend: true }, {}), []), 'ready'],
  [
    'a Job that tries again',
    status(workload('Job', {}, { active: 1, failed: 2 }), [
      pod({ owner: 'it', ready: false, container: exited(1, 2) }),
    ]),
    'progressing',
  ],
  [
    'an object without pods',
    status({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'it' } }, []),
    'ready',
  ],
];
test.each(cases)('%s', (_name, result, state) => expect(result.state).toBe(state));

test('an admission rule speaks through events where there is no ReplicaSet', () => {
  const live = set({ replicas: 0 });
  const told = event(live, 'FailedCreate', 'pods "it-0" is forbidden: violates PodSecurity');
  expect(status(live, [], { events: [told] })).toMatchObject({
    state: 'stuck',
    trouble: { reason: 'admission' },
  });
});

test('pods of an undone revision block a StatefulSet only when they are not ready', () => {
  const broken = ofSet('a', { ready: false });
  const pods = [ofSet('a'), broken, ofSet('b', { ready: false }), ofSet('a', { ready: false, ending: true })];
  expect(blockingPods(set(all), pods)).toEqual([broken]);
});
