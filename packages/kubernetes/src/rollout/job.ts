import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { eventTrouble } from './creation-trouble.ts';
import { isEnding, numberAt, ownedBy, timeOf, type WorkloadFacts, type WorkloadView } from './facts.ts';
import { isReady } from './pod-readiness.ts';

/** Ready means complete. Only its condition fails a Job: its own retries are its business. */
export function jobView(live: KubeObject, { pods, events }: WorkloadFacts): WorkloadView {
  const conditions = recordsAt(live, 'status', 'conditions').filter(({ status }) => status === 'True');
  const failed = conditions.find(({ type }) => type === 'Failed');
  const complete = conditions.some(({ type }) => type === 'Complete');
  const suspended = recordAt(live, 'spec')?.['suspend'] === true;
  const own = pods.filter(ownedBy(live.metadata.uid)).filter((pod) => !isEnding(pod));
  const status = recordAt(live, 'status');
  return {
    ready: complete || suspended,
    message: suspended
      ? 'suspended: nothing runs'
      : `${numberAt(status, 'succeeded')} succeeded, ${numberAt(status, 'active')} active, ${numberAt(status, 'failed')} failed`,
    // Crashes count for the Job's own backoffLimit; only pods that cannot start are looked at here.
    newPods: complete || failed ? [] : own.filter(neverRan),
    trouble: failed
      ? {
          reason: 'job-failed',
          message: `${String(failed['reason'])}: ${String(failed['message'])}`,
          since: timeOf(failed['lastTransitionTime']),
          grace: 0,
          ...podOf(own),
        }
      : eventTrouble(live, events),
  };
}

function neverRan(pod: KubeObject): boolean {
  return recordsAt(pod, 'status', 'containerStatuses').every(
    (status) =>
      numberAt(status, 'restartCount') === 0 && recordAt(status, 'state', 'terminated') === undefined,
  );
}

function podOf(pods: readonly KubeObject[]): { pod?: string } {
  const failed = pods.findLast((pod) => recordAt(pod, 'status')?.['phase'] === 'Failed') ?? pods.at(-1);
  return failed ? { pod: failed.metadata.name } : {};
}

/** A Pod of the manifests themselves: ready, or ended well. */
export function barePodView(live: KubeObject): WorkloadView {
  const phase = recordAt(live, 'status')?.['phase'];
  const ended = phase === 'Succeeded';
  return {
    ready: ended || isReady(live),
    message: `phase ${String(phase ?? 'Pending')}`,
    newPods: ended ? [] : [live],
    trouble:
      phase === 'Failed'
        ? {
            reason: 'pod-failed',
            message: `the pod failed: ${String(recordAt(live, 'status')?.['message'] ?? 'see its log')}`,
            since: timeOf(live.metadata.creationTimestamp),
            grace: 0,
            pod: live.metadata.name,
          }
        : undefined,
  };
}
