import { type KubeObject, recordAt } from '../manifests/object.ts';
import { eventTrouble } from './creation-trouble.ts';
import { eventsAbout, eventsSince } from './events.ts';
import { numberAt, ownedBy, type WorkloadFacts, type WorkloadView } from './facts.ts';
import { isOverdue, nodeTrouble } from './node-trouble.ts';
import { isActive, isReady } from './pod-readiness.ts';
import { isObserved } from './written.ts';

const generationAnnotation = 'deprecated.daemonset.template.generation';
const generationLabel = 'pod-template-generation';

/**
 * Ready means: on every node that wants one, a pod of the newest template is available. Nodes that do not answer are
 * left out once their pods show it: they never fill, and are no fault of the release.
 */
export function daemonSetView(live: KubeObject, facts: WorkloadFacts): WorkloadView {
  const { written, pods, events, writtenAt } = facts;
  const own = pods.filter(ownedBy(live.metadata.uid));
  const trouble = eventTrouble(live, events, own, writtenAt);
  if (!isObserved(live, written))
    return { ready: false, message: 'not yet seen by the controller', newPods: [], trouble };
  const status = recordAt(live, 'status');
  const generation = live.metadata.annotations?.[generationAnnotation];
  const lost = lostPods(own, facts);
  const newPods = own
    .filter((pod) => isActive(pod) && pod.metadata.labels?.[generationLabel] === generation)
    .filter((pod) => !lost.includes(pod));
  const wanted = numberAt(status, 'desiredNumberScheduled');
  const reachable = wanted - lost.length;
  const updated = numberAt(status, 'updatedNumberScheduled');
  const available = numberAt(status, 'numberAvailable');
  const onHand = own.filter((pod) => !lost.includes(pod));
  const byHand = recordAt(live, 'spec', 'updateStrategy')?.['type'] === 'OnDelete';
  const old = wanted - updated;
  const misplaced = numberAt(status, 'numberMisscheduled');
  const complete = (byHand || updated === wanted) && available === wanted;
  const elsewhere =
    lost.length > 0 &&
    newPods.length > 0 &&
    onHand.every((pod) => newPods.includes(pod) && isReady(pod)) &&
    newPods.length >= reachable;
  return {
    ready: complete || elsewhere,
    message: `${updated} of ${wanted} pods new, ${available} available`,
    newPods,
    trouble,
    notes: [
      ...(wanted === 0 ? ['no node wants a pod, so nothing was proven'] : []),
      ...(elsewhere && !complete
        ? [`${lost.length} nodes do not answer, so their pods are as they were`]
        : []),
      ...(byHand && old > 0
        ? [`its strategy is OnDelete: ${old} pods run the old template until someone deletes them`]
        : []),
      ...(misplaced > 0 ? [`${misplaced} pods run on nodes that no longer want them`] : []),
    ],
  };
}

function lostPods(own: readonly KubeObject[], { events, writtenAt, now }: WorkloadFacts): KubeObject[] {
  const since = eventsSince(events, writtenAt);
  return own.filter(
    (pod) =>
      !isReady(pod) &&
      (isOverdue(pod, now) || nodeTrouble(pod, eventsAbout(since, pod.metadata.uid), now) !== undefined),
  );
}
