import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { numberAt, type Trouble, timeOf } from './facts.ts';

/** A quota may free up while old pods end; an admission rule does not change its mind. */
const quotaGrace = 10_000;
/** Some new pods run: the rest may only be throttled until old ones end. */
const surgeGrace = 120_000;

/** Pods that could not be made at all, told by the condition of the newest ReplicaSet. */
export function replicaSetTrouble(newest: KubeObject | undefined): Trouble | undefined {
  const condition = recordsAt(newest, 'status', 'conditions').find(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  const wanted = numberAt(recordAt(newest, 'spec'), 'replicas');
  const there = numberAt(recordAt(newest, 'status'), 'replicas');
  if (!condition || there >= wanted) return undefined;
  const trouble = creationTrouble(
    String(condition['message'] ?? ''),
    timeOf(condition['lastTransitionTime']),
  );
  return there === 0 ? trouble : { ...trouble, grace: surgeGrace };
}

/** The same for kinds without such a condition, told by events on the workload. */
export function eventTrouble(
  workload: KubeObject | undefined,
  events: readonly KubeObject[],
): Trouble | undefined {
  const event = events.find(
    (candidate) =>
      candidate['reason'] === 'FailedCreate' &&
      recordAt(candidate, 'involvedObject')?.['uid'] === workload?.metadata.uid,
  );
  if (!event) return undefined;
  return creationTrouble(
    String(event['message'] ?? ''),
    timeOf(event['firstTimestamp'] ?? event['eventTime']),
  );
}

function creationTrouble(message: string, since: number): Trouble {
  if (/exceeded quota|failed quota/.test(message))
    return { reason: 'quota', message, since, grace: /failed quota/.test(message) ? 0 : quotaGrace };
  // A new namespace gets its default service account a moment later.
  if (/serviceaccount .*not found|service account .*not found/i.test(message))
    return { reason: 'admission', message, since, grace: 15_000 };
  if (/violates PodSecurity|denied the request|is forbidden|is invalid|not found/.test(message))
    return { reason: 'admission', message, since, grace: 0 };
  return { reason: 'pod-creation', message, since, grace: 60_000 };
}
