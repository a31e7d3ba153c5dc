import type { KubeObject } from '../src/manifests/object.ts';
import type { References } from '../src/rollout/facts.ts';
import { rolloutStatus } from '../src/rollout/status.ts';
import { deployment, now, type PodParts, pod, replicaSet } from './objects.ts';

export interface Facts {
  live?: KubeObject;
  written?: KubeObject;
  sets?: KubeObject[];
  pods?: KubeObject[];
  events?: KubeObject[];
  writtenAt?: number;
  watchedAt?: number;
  references?: References;
}

export const complete = { replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
export const old = replicaSet('old', 1, { spec: { replicas: 0 }, status: { replicas: 0 } });
export const newest = replicaSet('new', 2);

/** How a Deployment stands that, unless told otherwise, has rolled out completely. */
export function status({ live, written, sets, pods, events, writtenAt, ...more }: Facts) {
  return rolloutStatus({
    written: written ?? deployment({}),
    live: live ?? deployment(complete),
    replicaSets: sets ?? [old, newest],
    pods: pods ?? [pod(), pod()],
    events: events ?? [],
    writtenAt: writtenAt ?? now - 20_000,
    ...more,
    now,
  });
}
/** One new pod in trouble beside two old ones that serve. */
export const broken = (container: object) => ({
  live: deployment({ replicas: 3, updatedReplicas: 1, availableReplicas: 2 }),
  pods: [pod({ owner: 'old' }), pod({ owner: 'old' }), pod({ ready: false, container: { ...container } })],
});

/** The same, told of a pod with its events. */
export function brokenPod(parts: PodParts, eventsOf: (pod: KubeObject) => KubeObject[] = () => []): Facts {
  const one = pod({ ready: false, ...parts });
  return {
    live: deployment({ replicas: 3, updatedReplicas: 1, availableReplicas: 2 }),
    pods: [pod({ owner: 'old' }), pod({ owner: 'old' }), one],
    events: eventsOf(one),
  };
}
