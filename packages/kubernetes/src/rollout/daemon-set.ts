import { type KubeObject, recordAt } from '../manifests/object.ts';
import { eventTrouble } from './creation-trouble.ts';
import { isObserved } from './deployment.ts';
import { isEnding, numberAt, ownedBy, type WorkloadFacts, type WorkloadView } from './facts.ts';

const generationAnnotation = 'deprecated.daemonset.template.generation';
const generationLabel = 'pod-template-generation';

/** Ready means: on every node that wants one, a pod of the newest template is available. */
export function daemonSetView(live: KubeObject, { written, pods, events }: WorkloadFacts): WorkloadView {
  if (!isObserved(live, written))
    return { ready: false, message: 'not yet seen by the controller', newPods: [] };
  const status = recordAt(live, 'status');
  const generation = live.metadata.annotations?.[generationAnnotation];
  const newPods = pods
    .filter(ownedBy(live.metadata.uid))
    .filter((pod) => !isEnding(pod) && pod.metadata.labels?.[generationLabel] === generation);
  const wanted = numberAt(status, 'desiredNumberScheduled');
  const updated = numberAt(status, 'updatedNumberScheduled');
  const available = numberAt(status, 'numberAvailable');
  return {
    ready: updated === wanted && available === wanted,
    message: `${updated} of ${wanted} pods new, ${available} available`,
    newPods,
    trouble: eventTrouble(live, events),
  };
}
