import { expect, test } from 'vitest';
import type { KubeObject } from '../src/manifests/object.ts';
import { blockingPods } from '../src/rollout/stateful-set.ts';
import { rolloutStatus } from '../src/rollout/status.ts';
import { ago, event, exited, now, pod } from './objects.ts';

const revision = (name: string) => ({ 'controller-revision-hash': name });
function workload(
  kind: string,
  spec: object,
  status: object,
  annotations?: Record<string, string>,
): KubeObject {
  return {
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name: 'it', uid: 'it', generation: 1, ...(annotations ? { annotations } : {}) },
    spec,
    status: { observedGeneration: 1, ...status },
  };
}
function status(live: KubeObject, pods: KubeObject[], events: KubeObject[] = []) {
  return rolloutStatus({ written: live, live, replicaSets: [], pods, events, writtenAt: now - 60_000, now });
}

const set = (counts: object, spec: object = {}) =>
  workload('StatefulSet', { replicas: 2, ...spec }, { updateRevision: 'b', currentRevision: 'a', ...counts });
const all = { replicas: 2, readyReplicas: 2, availableReplicas: 2 };
const ofSet = (name: string, more = {}) => pod({ owner: 'it', labels: revision(name), ...more });

const cases: [string, ReturnType<typeof status>, string][] = [
  ['a StatefulSet of the update revision', status(set(all), [ofSet('b'), ofSet('b')]), 'ready'],
  ['a StatefulSet with an old pod', status(set(all), [ofSet('b'), ofSet('a')]), 'progressing'],
  [
    'a StatefulSet with a partition',
    status(set(all, { updateStrategy: { rollingUpdate: { partition: 1 } } }), [ofSet('b'), ofSet('a')]),
    'ready',
  ],
  [
    'a StatefulSet whose counts lag behind a crash',
    status(set(all), [ofSet('b'), ofSet('b', { ready: false, container: exited(1, 1) })]),
    'progressing',
  ],
  [
    'a StatefulSet whose only new pod crashes',
    status(set(all), [ofSet('a'), ofSet('b', { ready: false, container: exited(1, 1) })]),
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
  expect(status(live, [], [told])).toMatchObject({ state: 'stuck', trouble: { reason: 'admission' } });
});

test('pods of an undone revision block a StatefulSet only when they are not ready', () => {
  const broken = ofSet('a', { ready: false });
  const pods = [ofSet('a'), broken, ofSet('b', { ready: false }), ofSet('a', { ready: false, ending: true })];
  expect(blockingPods(set(all), pods)).toEqual([broken]);
});
