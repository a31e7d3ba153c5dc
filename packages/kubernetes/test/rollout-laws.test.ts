import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../src/manifests/object.ts';
import { complete, status } from './deployment-facts.ts';
import { deployment, event, exited, now, pod, unplaced, waiting } from './objects.ts';

const kinds: (() => KubeObject)[] = [
  () => pod(),
  () => pod({ owner: 'old' }),
  () => pod({ ready: false, container: exited(1, 2) }),
  () => pod({ ready: false, container: exited(1, 0) }),
  () => pod({ ready: false, container: waiting('ErrImagePull', 'manifest unknown') }),
  () => pod({ ready: false, status: { phase: 'Failed', reason: 'Evicted' } }),
  () => unplaced(30),
  () => pod({ ending: true }),
];
const reasons = [
  'Unhealthy',
  'Killing',
  'FailedMount',
  'FailedCreate',
  'NodeNotReady',
  'TriggeredScaleUp',
  'Failed',
];
const scenes = fc
  .record({
    pods: fc.array(fc.constantFrom(...kinds), { maxLength: 5 }),
    events: fc.array(
      fc.record({
        reason: fc.constantFrom(...reasons),
        at: fc.nat(4),
        seconds: fc.integer({ min: 1, max: 90 }),
      }),
      {
        maxLength: 6,
      },
    ),
    counts: fc.record({ replicas: fc.nat(3), updatedReplicas: fc.nat(3), availableReplicas: fc.nat(3) }),
    done: fc.boolean(),
    writtenSecondsAgo: fc.integer({ min: 1, max: 600 }),
  })
  .map(({ pods, events, counts, done, writtenSecondsAgo }) => {
    const made = pods.map((make) => make());
    return {
      pods: made,
      live: deployment(done ? complete : counts),
      events: events.map(({ reason, at, seconds }) =>
        event(made[at] ?? deployment({}), reason, 'configmap "a" not found, probe failed: 404', seconds),
      ),
      writtenAt: now - writtenSecondsAgo * 1000,
    };
  });
const told = (facts: Parameters<typeof status>[0]) => {
  const result = status(facts);
  return { state: result.state, reason: result.state === 'ready' ? '' : result.trouble?.reason };
};

test('the order in which pods and events are told decides nothing', () => {
  fc.assert(
    fc.property(scenes, (facts) => {
      const turned = { ...facts, pods: facts.pods.toReversed(), events: facts.events.toReversed() };
      expect(told(turned)).toEqual(told(facts));
    }),
  );
});

test('what was said before our write decides nothing', () => {
  fc.assert(
    fc.property(scenes, (facts) => {
      const stale = facts.pods.flatMap((about) =>
        reasons.map((reason) =>
          event(about, reason, 'is forbidden: not found', (now - facts.writtenAt) / 1000 + 2),
        ),
      );
      expect(status({ ...facts, events: [...facts.events, ...stale] })).toEqual(status(facts));
    }),
  );
});

test('a rollout is ready only with as many settled new pods as are wanted', () => {
  fc.assert(
    fc.property(scenes, (facts) => {
      if (status(facts).state !== 'ready') return;
      const good = facts.pods.filter(
        ({ metadata, status: is }) =>
          metadata.ownerReferences?.[0]?.uid === 'new' &&
          metadata.deletionTimestamp === undefined &&
          (is as { phase: string }).phase === 'Running',
      );
      expect(good).toHaveLength(2);
    }),
  );
});
