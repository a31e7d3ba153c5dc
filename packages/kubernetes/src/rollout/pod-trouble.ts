import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { isEnding, numberAt, type Trouble, timeOf } from './facts.ts';
import { imageTrouble } from './image-trouble.ts';

const second = 1000;
/** One pod that keeps crashing beside healthy ones is final after this many exits. */
const manyExits = 4;

/** The worst trouble of the new pods of a workload, or undefined. */
export function podsTrouble(pods: readonly KubeObject[], events: readonly KubeObject[]): Trouble | undefined {
  const alive = pods.filter((pod) => !isEnding(pod) && !wasEvicted(pod));
  const troubles = alive.map((pod) => podTrouble(pod, events));
  const everyPod = troubles.length > 0 && troubles.every((trouble) => trouble !== undefined);
  return troubles
    .filter((trouble) => trouble !== undefined)
    .map((trouble) => (trouble.exits === undefined ? trouble : crashVerdict(trouble, everyPod)))
    .sort((a, b) => a.since + a.grace - (b.since + b.grace))[0];
}

type PodTrouble = Trouble & { exits?: number };

/** The first crash may heal; the second of every new pod, or the fourth of one, does not. */
function crashVerdict({ exits = 0, ...trouble }: PodTrouble, everyPod: boolean): Trouble {
  const final = (everyPod && exits >= 2) || exits >= manyExits || trouble.reason === 'out-of-memory';
  return { ...trouble, grace: final ? 0 : 120 * second };
}

/** Evicted, preempted, or lost with its node: not the release's fault, and replaced by its controller. */
function wasEvicted(pod: KubeObject): boolean {
  const status = recordAt(pod, 'status');
  return (
    status?.['phase'] === 'Failed' &&
    ['Evicted', 'Preempting', 'NodeShutdown', 'Terminated', 'NodeAffinity'].includes(String(status['reason']))
  );
}

function podTrouble(pod: KubeObject, events: readonly KubeObject[]): PodTrouble | undefined {
  const own = events.filter((event) => recordAt(event, 'involvedObject')?.['uid'] === pod.metadata.uid);
  const statuses = [
    ...recordsAt(pod, 'status', 'initContainerStatuses').map((status) => ({ status, init: true })),
    ...recordsAt(pod, 'status', 'containerStatuses').map((status) => ({ status, init: false })),
  ];
  for (const { status, init } of statuses) {
    const found = waitingTrouble(pod, status, own) ?? exitTrouble(pod, status, init);
    if (found) return { pod: pod.metadata.name, container: String(status['name']), ...found };
  }
  return unschedulable(pod, own) ?? volumeTrouble(pod, own);
}

function waitingTrouble(
  pod: KubeObject,
  status: Record<string, unknown>,
  events: readonly KubeObject[],
): PodTrouble | undefined {
  const waiting = recordAt(status, 'state', 'waiting');
  const reason = String(waiting?.['reason'] ?? '');
  const message = String(waiting?.['message'] ?? '');
  const since = timeOf(pod.metadata.creationTimestamp);
  const image = imageTrouble(reason, message, String(status['image'] ?? ''), since, events);
  if (image) return image;
  if (reason === 'CreateContainerConfigError') {
    const passing = /failed to sync .* cache/.test(message);
    return { reason: 'config-error', message, since, grace: passing ? 30 * second : 0 };
  }
  if (reason === 'CreateContainerError')
    return { reason: 'container-error', message, since, grace: 20 * second };
  return undefined;
}

function exitTrouble(
  pod: KubeObject,
  status: Record<string, unknown>,
  init: boolean,
): PodTrouble | undefined {
  const now = recordAt(status, 'state', 'terminated');
  const last = now ?? recordAt(status, 'lastState', 'terminated');
  if (!last || (init && now?.['exitCode'] === 0)) return undefined;
  const running = recordAt(status, 'state', 'running') !== undefined;
  // A container that runs and is ready again has healed.
  if (running && status['ready'] === true) return undefined;
  const exits = numberAt(status, 'restartCount') + (running ? 0 : 1);
  const restarts = recordAt(pod, 'spec')?.['restartPolicy'] ?? 'Always';
  if (!init && restarts !== 'Always' && last['exitCode'] === 0) return undefined;
  const early = timeOf(last['finishedAt']) - timeOf(last['startedAt']) < 60 * second;
  const memory = last['reason'] === 'OOMKilled';
  const what = init ? 'init container' : 'container';
  return {
    reason: memory && early ? 'out-of-memory' : init ? 'init-crash' : 'crash',
    message: `${what} ended with exit code ${String(last['exitCode'])} (${exitReason(last)}), ${exits} ${exits === 1 ? 'time' : 'times'} so far`,
    since: timeOf(last['finishedAt']),
    grace: 0,
    exits,
    previous: now === undefined,
  };
}

function exitReason(terminated: Record<string, unknown>): string {
  const message = String(terminated['message'] ?? '').trim();
  const reason = String(terminated['reason'] ?? 'Error');
  return message === '' ? reason : `${reason}: ${message.slice(-300)}`;
}

function unschedulable(pod: KubeObject, events: readonly KubeObject[]): PodTrouble | undefined {
  const condition = recordsAt(pod, 'status', 'conditions').find(
    ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
  );
  if (!condition) return undefined;
  const growing = events.some((event) => event['reason'] === 'TriggeredScaleUp');
  return {
    reason: 'unschedulable',
    message: `no node takes the pod: ${String(condition['message'] ?? '')}`,
    since: timeOf(condition['lastTransitionTime']),
    grace: (growing ? 600 : 60) * second,
    pod: pod.metadata.name,
  };
}

function volumeTrouble(pod: KubeObject, events: readonly KubeObject[]): PodTrouble | undefined {
  if (recordAt(pod, 'status')?.['phase'] !== 'Pending') return undefined;
  const event = events.find(({ reason }) => reason === 'FailedMount' || reason === 'FailedAttachVolume');
  if (!event) return undefined;
  const missing = /not found|references non-existent/.test(String(event['message']));
  return {
    reason: 'volume-error',
    message: String(event['message'] ?? ''),
    since: timeOf(event['firstTimestamp'] ?? event['eventTime']),
    grace: (missing ? 8 : 120) * second,
    pod: pod.metadata.name,
  };
}
