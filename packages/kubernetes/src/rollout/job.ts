import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { failedContainer } from './containers.ts';
import { eventTrouble } from './creation-trouble.ts';
import { eventsAbout, eventsSince, messageOf } from './events.ts';
import {
  isEnding,
  numberAt,
  ownedBy,
  type RolloutStatus,
  timeOf,
  type WorkloadFacts,
  type WorkloadView,
} from './facts.ts';
import { isDiscarded } from './node-trouble.ts';
import { fatal, type Trouble } from './trouble.ts';

/** Words of the Job controller for an end that is not success. */
const failedReasons =
  /^(BackoffLimitExceeded|DeadlineExceeded|PodFailurePolicy|FailedIndexes|MaxFailedIndexesExceeded)$/;
/** Word of how a Job ended may arrive after the word that it is gone. */
const wordGrace = 3000;

/** Ready means complete. Only its condition fails a Job: its own retries are its business. */
export function jobView(live: KubeObject, facts: WorkloadFacts): WorkloadView {
  const own = facts.pods.filter(ownedBy(live.metadata.uid));
  const complete = hasCondition(live, 'Complete') !== undefined;
  const failed = failureOf(live);
  const suspended = recordAt(live, 'spec')?.['suspend'] === true;
  const status = recordAt(live, 'status');
  const counts = `${numberAt(status, 'succeeded')} succeeded, ${numberAt(status, 'active')} active, ${numberAt(status, 'failed')} failed`;
  return {
    ready: complete || suspended,
    message: suspended ? 'suspended: nothing runs' : counts,
    newPods:
      complete || failed ? [] : own.filter((pod) => !isEnding(pod) && !isDiscarded(pod) && !hasEnded(pod)),
    trouble: failed
      ? {
          ...fatal(
            'job-failed',
            `${String(failed['reason'])}: ${String(failed['message'] ?? '')}`,
            timeOf(failed['lastTransitionTime']),
          ),
          ...failedPod(own),
        }
      : eventTrouble(live, facts.events, own, facts.writtenAt),
    notes: suspended ? ['it is suspended: nothing ran'] : [],
    runsToEnd: true,
  };
}

/** A Job that is no longer there: done when it was complete, or removed itself after its end. */
export function goneJobStatus({
  written,
  last,
  events,
  writtenAt,
  now,
}: WorkloadFacts): RolloutStatus | undefined {
  const uid = written.metadata.uid;
  const seen = last?.object;
  const failure = seen && failureOf(seen);
  const said = eventsAbout(eventsSince(events, writtenAt), uid).findLast(
    ({ reason }) => failedReasons.test(String(reason)) || reason === 'Completed',
  );
  const stuck = (message: string): RolloutStatus => ({
    state: 'stuck',
    message,
    object: `Job/${written.metadata.name}`,
    trouble: fatal('job-failed', message, now),
  });
  if (failure) return stuck(`${String(failure['reason'])}: ${String(failure['message'] ?? '')}`);
  if (said && said['reason'] !== 'Completed') return stuck(`${String(said['reason'])}: ${messageOf(said)}`);
  if (said || (seen && (hasCondition(seen, 'Complete') || allSucceeded(seen))))
    return { state: 'ready', message: 'complete, and removed since', notes: [] };
  const ttl = recordAt(written, 'spec')?.['ttlSecondsAfterFinished'];
  const goneAt = last?.goneAt ?? now;
  if (typeof ttl !== 'number' || goneAt - writtenAt < (ttl - 1) * 1000) return undefined;
  if (now - goneAt < wordGrace)
    return { state: 'progressing', message: 'gone; waiting for word of how it ended' };
  return {
    state: 'ready',
    message: 'removed after its end',
    notes: ['it removed itself before its end was seen; nothing says that it failed'],
  };
}

function hasCondition(job: KubeObject, type: string): Record<string, unknown> | undefined {
  return recordsAt(job, 'status', 'conditions').find(
    (condition) => condition['type'] === type && condition['status'] === 'True',
  );
}

/** `FailureTarget` says it while the last pods still end. */
function failureOf(job: KubeObject): Record<string, unknown> | undefined {
  return hasCondition(job, 'Failed') ?? hasCondition(job, 'FailureTarget');
}

function allSucceeded(job: KubeObject): boolean {
  const wanted = numberAt(recordAt(job, 'spec'), 'completions', 1);
  return numberAt(recordAt(job, 'status'), 'succeeded') >= wanted;
}

function hasEnded(pod: KubeObject): boolean {
  return ['Succeeded', 'Failed'].includes(String(recordAt(pod, 'status')?.['phase']));
}

/** The pod that failed last, and which of its containers. */
function failedPod(pods: readonly KubeObject[]): Pick<Trouble, 'pod' | 'container' | 'exitCode'> {
  const failed = pods.findLast((pod) => recordAt(pod, 'status')?.['phase'] === 'Failed') ?? pods.at(-1);
  if (!failed) return {};
  return { pod: failed.metadata.name, ...failedContainer(failed) };
}
