import { type KubeObject, recordAt } from '../manifests/object.ts';
import { podCondition } from './containers.ts';
import { lastSeen } from './events.ts';
import { isEnding, timeOf } from './facts.ts';
import { suspicious, type Trouble } from './trouble.ts';

/** A kubelet takes a pod up within seconds; a busy one may need longer. */
const takeUp = 45_000;
/** A pod that should have ended by now, and whose kubelet has not said so. */
const overdue = 45_000;
/** Pods leave a lost node after five minutes, and start elsewhere then. */
const lostGrace = 600_000;

const removedByNode =
  /^(Evicted|Preempting|NodeShutdown|Shutdown|Terminated|NodeAffinity|NodeLost|NodePorts|UnexpectedAdmissionError|OutOf\w+)$/;

/** Evicted, preempted, refused by its node or lost with it: not the release's fault, and replaced by its controller. */
export function isDiscarded(pod: KubeObject): boolean {
  const status = recordAt(pod, 'status');
  if (podCondition(pod, 'DisruptionTarget')?.['status'] === 'True') return true;
  return status?.['phase'] === 'Failed' && removedByNode.test(String(status['reason'] ?? ''));
}

/** A pod whose node does not answer, told without a look at the node. */
export function nodeTrouble(
  pod: KubeObject,
  events: readonly KubeObject[],
  now: number,
): Trouble | undefined {
  const node = recordAt(pod, 'spec')?.['nodeName'];
  if (typeof node !== 'string') return undefined;
  const status = recordAt(pod, 'status');
  const bound = timeOf(podCondition(pod, 'PodScheduled')?.['lastTransitionTime']);
  if (bound > 0 && status?.['startTime'] === undefined && now - bound > takeUp)
    return suspicious('node-lost', `node ${node} has not taken the pod up`, bound, lostGrace);
  const lost = events.findLast(({ reason }) => reason === 'NodeNotReady');
  const ready = podCondition(pod, 'Ready');
  if (lost && ready?.['status'] !== 'True')
    return suspicious('node-lost', `node ${node} does not answer`, lastSeen(lost), lostGrace);
  return undefined;
}

/** A pod that was to end long ago: only a node that does not answer leaves it so. */
export function isOverdue(pod: KubeObject, now: number): boolean {
  return isEnding(pod) && now - timeOf(pod.metadata.deletionTimestamp) > overdue;
}
