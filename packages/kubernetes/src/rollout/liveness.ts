import { type KubeObject, recordAt } from '../manifests/object.ts';
import { type ContainerState, eventsOfRun } from './containers.ts';
import { lastSeen, messageOf } from './events.ts';
import { numberAt } from './facts.ts';

/** Event times have full seconds only, and a busy kubelet asks late. Milliseconds. */
const slack = 2000;

/**
 * Whether the kubelet may be about to restart a container that is ready still: it has said so, or the liveness probe
 * failed and the next answers that could take that back are not due yet. `events` are the pod's own.
 */
export function mayBeKilled(
  pod: KubeObject,
  container: ContainerState,
  events: readonly KubeObject[],
  now: number,
): boolean {
  const probe = recordAt(container.spec, 'livenessProbe');
  if (probe === undefined) return false;
  const next = 1000 * (2 * numberAt(probe, 'periodSeconds', 10) + numberAt(probe, 'timeoutSeconds', 1));
  return eventsOfRun(pod, container, events).some((event) => {
    if (event['reason'] === 'Killing') return /failed liveness probe/i.test(messageOf(event));
    // A node's clock may be ahead of the API server's.
    const due = Math.abs(now - lastSeen(event)) < next + slack;
    return event['reason'] === 'Unhealthy' && /^liveness probe/i.test(messageOf(event)) && due;
  });
}
