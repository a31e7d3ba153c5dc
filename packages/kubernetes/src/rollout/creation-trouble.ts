import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { eventsAbout, firstSeen, lastSeen, messageOf } from './events.ts';
import { isEnding, numberAt, timeOf } from './facts.ts';
import { fatal, suspicious, type Trouble } from './trouble.ts';

const second = 1000;
/** The quota's own count lags a moment behind pods that ended. */
const recount = 8 * second;
/** Old pods hold the quota, or end just now: they are waited for while the rollout makes progress. */
const surgeGrace = 120 * second;
/** Whoever was about to make the pods may have been told too late that the rule has changed. */
const confirm = 3 * second;

/** What else is known where pods could not be made. */
export interface CreationScene {
  /** New pods that are there all the same. */
  made: number;
  /** Whether pods of this workload that are there now will give way without new ones being ready. */
  oldGiveWay: boolean;
  /** When the rollout last got on. */
  progressAt: number;
}

/** Pods that could not be made at all, told by the condition of the newest ReplicaSet. */
export function replicaSetTrouble(
  newest: KubeObject | undefined,
  scene: Omit<CreationScene, 'made'>,
): Trouble | undefined {
  const status = recordAt(newest, 'status');
  // A condition that the controller has not looked at since the set was scaled is of another time.
  if (numberAt(status, 'observedGeneration') < (newest?.metadata.generation ?? 0)) return undefined;
  const condition = recordsAt(status, 'conditions').find(
    ({ type, status: is, reason }) =>
      type === 'ReplicaFailure' && is === 'True' && (reason ?? 'FailedCreate') === 'FailedCreate',
  );
  const made = numberAt(status, 'replicas');
  if (!condition || made >= numberAt(recordAt(newest, 'spec'), 'replicas')) return undefined;
  const message = String(condition['message'] ?? '');
  return creationTrouble(message, timeOf(condition['lastTransitionTime']), { made, ...scene });
}

/**
 * The same for kinds without such a condition, told by events on the workload.
 * @param writtenAt events of that second about a workload that is older may be from before our write
 */
export function eventTrouble(
  workload: KubeObject,
  events: readonly KubeObject[],
  ownPods: readonly KubeObject[],
  writtenAt: number,
): Trouble | undefined {
  const old = timeOf(workload.metadata.creationTimestamp) < Math.floor(writtenAt / second) * second;
  const from = old ? Math.floor(writtenAt / second) * second + second : 0;
  const pods = ownPods.filter((pod) => !isEnding(pod));
  const newestPod = Math.max(0, ...pods.map((pod) => timeOf(pod.metadata.creationTimestamp)));
  const event = eventsAbout(events, workload.metadata.uid).findLast(
    (candidate) => candidate['reason'] === 'FailedCreate' && lastSeen(candidate) >= Math.max(from, newestPod),
  );
  if (!event) return undefined;
  return creationTrouble(messageOf(event), Math.max(firstSeen(event), writtenAt), {
    made: pods.length,
    oldGiveWay: ownPods.some(isEnding),
    progressAt: newestPod,
  });
}

/** Why a controller could not make pods, by what the API server answered it. */
export function creationTrouble(said: string, since: number, scene: CreationScene): Trouble {
  // Each attempt has a new name.
  const message = said.replace(/^.*?pods "[^"]*" is forbidden: /, 'forbidden: ');
  if (/because it is being terminated/.test(message)) return fatal('no-namespace', message, since);
  if (/failed quota/.test(message)) return fatal('quota', message, since, confirm);
  if (/exceeded quota/.test(message))
    return scene.made > 0 || scene.oldGiveWay
      ? suspicious('quota', message, Math.max(since, scene.progressAt), surgeGrace)
      : fatal('quota', message, since, recount);
  // A new namespace gets its default service account a moment later.
  if (/service ?account .*not found/i.test(message))
    return suspicious('admission', message, since, 10 * second);
  if (/failed calling webhook|timeout|timed out|etcdserver|unable to handle|too many requests/i.test(message))
    return suspicious('pod-creation', message, since, 120 * second);
  if (/violates PodSecurity|denied the request|forbidden:|is invalid|not found/.test(message))
    return scene.made > 0
      ? suspicious('admission', message, Math.max(since, scene.progressAt), surgeGrace)
      : fatal('admission', message, since, confirm);
  return suspicious('pod-creation', message, since, 60 * second);
}
