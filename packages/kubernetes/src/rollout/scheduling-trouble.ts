import { type KubeObject, recordAt } from '../manifests/object.ts';
import { claimsOf, claimTrouble } from './claim-trouble.ts';
import { podCondition } from './containers.ts';
import { eventsAbout } from './events.ts';
import { timeOf } from './facts.ts';
import { fatal, suspicious, type Trouble } from './trouble.ts';

const second = 1000;
/** A claim that is made a moment after the pod is no fault yet. */
const lateClaim = 7 * second;
const usual = 60 * second;
const preempting = 180 * second;
/** A new node takes minutes to come; so does a lost one of a DaemonSet to come back. */
const newNode = 600 * second;
/** The words of the cluster autoscaler and of Karpenter for a node that is on its way. */
const growing = new Set(['TriggeredScaleUp', 'Nominated']);

/** A pod that no node has taken. */
export function schedulingTrouble(
  pod: KubeObject,
  events: readonly KubeObject[],
  { patient = false }: { patient?: boolean } = {},
): Trouble | undefined {
  if (recordAt(pod, 'spec')?.['nodeName']) return undefined;
  const condition = podCondition(pod, 'PodScheduled');
  const reason = condition?.['status'] === 'False' ? condition['reason'] : undefined;
  const since = timeOf(condition?.['lastTransitionTime']) || timeOf(pod.metadata.creationTimestamp);
  const said = String(condition?.['message'] ?? '').trim();
  if (reason === 'SchedulingGated')
    return suspicious('unschedulable', `the pod is held back by a scheduling gate: ${said}`, since);
  if (/persistentvolumeclaim "[^"]+" not found/.test(said))
    return fatal('volume-error', said, since, lateClaim);
  if (/bound to non-existent persistentvolume/.test(said)) return fatal('volume-error', said, since);
  const claim = claimsOf(pod)
    .map((name) => claimTrouble(name, events))
    .find((trouble) => trouble !== undefined);
  if (claim) return claim;
  if (reason !== 'Unschedulable') return undefined;
  const isGrowing = eventsAbout(events, pod.metadata.uid).some((event) =>
    growing.has(String(event['reason'])),
  );
  const making = recordAt(pod, 'status')?.['nominatedNodeName'] !== undefined;
  const note = isGrowing ? ' (a node is being added)' : making ? ' (other pods give way)' : '';
  return suspicious(
    'unschedulable',
    `no node takes the pod${note}: ${said}`,
    since,
    isGrowing || patient ? newNode : making ? preempting : usual,
  );
}
