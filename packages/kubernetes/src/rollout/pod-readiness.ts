import { type KubeObject, recordAt } from '../manifests/object.ts';
import { containersOf, podCondition } from './containers.ts';
import { eventsAbout } from './events.ts';
import { isEnding, numberAt, timeOf } from './facts.ts';
import { mayBeKilled } from './liveness.ts';
import { isDiscarded } from './node-trouble.ts';

/**
 * A container without readiness probe counts as ready the moment it starts: it must stay up this long. After a
 * restart, every container must. Milliseconds.
 */
const settleAfterStart = 5000;
const settleAfterRestart = 10_000;

export function isReady(pod: KubeObject): boolean {
  return podCondition(pod, 'Ready')?.['status'] === 'True';
}

/** Counts for its controller: it neither ends nor has ended, nor was it taken by its node. */
export function isActive(pod: KubeObject): boolean {
  const phase = recordAt(pod, 'status')?.['phase'];
  return !isEnding(pod) && phase !== 'Failed' && phase !== 'Succeeded' && !isDiscarded(pod);
}

/** Ready, and not only for the lucky moment after a start. */
export function hasSettled(pod: KubeObject, events: readonly KubeObject[], now: number): boolean {
  // A controller's counts lag behind its pods.
  if (!isReady(pod)) return false;
  const own = eventsAbout(events, pod.metadata.uid);
  return containersOf(pod)
    .filter(({ role }) => role !== 'init')
    .every((container) => {
      const { spec, status } = container;
      const started = startOf(pod, status, now);
      if (started === 0 || mayBeKilled(pod, container, own, now)) return false;
      const probed = recordAt(spec, 'readinessProbe') !== undefined;
      const restarted = numberAt(status, 'restartCount') > 0;
      return now - started >= (restarted ? settleAfterRestart : probed ? 0 : settleAfterStart);
    });
}

/**
 * When a container started, by the API server's clock. The kubelet's may be ahead of it: then by as much as the pod
 * came to its node later than the scheduler sent it there. When even that is in the future, it has not yet stayed up.
 */
function startOf(pod: KubeObject, status: Record<string, unknown>, now: number): number {
  const started = timeOf(recordAt(status, 'state', 'running')?.['startedAt']);
  if (started <= now) return started;
  const sent = timeOf(podCondition(pod, 'PodScheduled')?.['lastTransitionTime']);
  const arrived = timeOf(recordAt(pod, 'status')?.['startTime']);
  return sent === 0 ? started : started - Math.max(0, arrived - sent);
}
