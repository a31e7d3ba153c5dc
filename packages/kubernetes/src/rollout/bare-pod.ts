import { type KubeObject, recordAt } from '../manifests/object.ts';
import { failedContainer } from './containers.ts';
import { timeOf, type WorkloadView } from './facts.ts';
import { isReady } from './pod-readiness.ts';
import { fatal } from './trouble.ts';

/** A Pod of the manifests themselves: ready, or ended well. */
export function barePodView(live: KubeObject): WorkloadView {
  const status = recordAt(live, 'status');
  const phase = String(status?.['phase'] ?? 'Pending');
  const ended = phase === 'Succeeded';
  const why = String(status?.['message'] ?? status?.['reason'] ?? '');
  return {
    ready: ended || isReady(live),
    message: ended ? 'ended well' : `phase ${phase}`,
    newPods: ended || phase === 'Failed' ? [] : [live],
    trouble:
      phase === 'Failed'
        ? {
            ...fatal(
              'pod-failed',
              `the pod failed${why ? `: ${why}` : ''}`,
              timeOf(live.metadata.creationTimestamp),
            ),
            pod: live.metadata.name,
            ...failedContainer(live),
          }
        : undefined,
  };
}
