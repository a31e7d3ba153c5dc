import { type KubeObject, recordAt } from '../manifests/object.ts';
import { eventTrouble } from './creation-trouble.ts';
import { isObserved } from './deployment.ts';
import { isEnding, numberAt, ownedBy, type WorkloadFacts, type WorkloadView } from './facts.ts';
import { isReady } from './pod-readiness.ts';

const revisionLabel = 'controller-revision-hash';

/** Ready means: every pod above the partition is of the update revision, and all wanted ones are available. */
export function statefulSetView(live: KubeObject, { written, pods, events }: WorkloadFacts): WorkloadView {
  if (!isObserved(live, written))
    return { ready: false, message: 'not yet seen by the controller', newPods: [] };
  const status = recordAt(live, 'status');
  const newPods = pods
    .filter(ownedBy(live.metadata.uid))
    .filter((pod) => !isEnding(pod) && pod.metadata.labels?.[revisionLabel] === status?.['updateRevision']);
  const wanted = numberAt(recordAt(live, 'spec'), 'replicas', 1);
  const partition = numberAt(recordAt(live, 'spec', 'updateStrategy', 'rollingUpdate'), 'partition');
  const toUpdate = Math.max(0, wanted - partition);
  const updated = newPods.length;
  const ready = numberAt(status, 'readyReplicas');
  const available = numberAt(status, 'availableReplicas', ready);
  const total = numberAt(status, 'replicas');
  return {
    ready: updated >= toUpdate && ready === wanted && available === wanted && total === wanted,
    message: `${updated} of ${toUpdate} pods new, ${available} of ${wanted} available`,
    newPods,
    trouble: eventTrouble(live, events),
  };
}

/** Pods of a revision that is no longer wanted and that are not ready: OrderedReady would wait for them forever. */
export function blockingPods(live: KubeObject, pods: readonly KubeObject[]): KubeObject[] {
  const revision = recordAt(live, 'status')?.['updateRevision'];
  return pods
    .filter(ownedBy(live.metadata.uid))
    .filter((pod) => !isEnding(pod) && pod.metadata.labels?.[revisionLabel] !== revision)
    .filter((pod) => !isReady(pod));
}
