import { type KubeObject, recordAt } from '../manifests/object.ts';
import { podCondition } from './containers.ts';
import { eventTrouble } from './creation-trouble.ts';
import { isEnding, numberAt, ownedBy, timeOf, type WorkloadFacts, type WorkloadView } from './facts.ts';
import { isActive, isReady } from './pod-readiness.ts';
import { suspicious, type Trouble } from './trouble.ts';
import { isObserved } from './written.ts';

const revisionLabel = 'controller-revision-hash';
/** An old pod may become ready yet, and then gives way. */
const blockedGrace = 60_000;

/** Ready means: every pod above the partition is of the update revision, and all wanted ones are available. */
export function statefulSetView(
  live: KubeObject,
  { written, pods, events, writtenAt }: WorkloadFacts,
): WorkloadView {
  const status = recordAt(live, 'status');
  const all = pods.filter(ownedBy(live.metadata.uid));
  const own = all.filter(isActive);
  const trouble = eventTrouble(live, events, all, writtenAt);
  if (!isObserved(live, written))
    return { ready: false, message: 'not yet seen by the controller', newPods: [], trouble };
  const newPods = own.filter((pod) => pod.metadata.labels?.[revisionLabel] === status?.['updateRevision']);
  const wanted = numberAt(recordAt(live, 'spec'), 'replicas', 1);
  const strategy = recordAt(live, 'spec', 'updateStrategy');
  const byHand = strategy?.['type'] === 'OnDelete';
  const partition = numberAt(recordAt(strategy, 'rollingUpdate'), 'partition');
  const first = numberAt(recordAt(live, 'spec', 'ordinals'), 'start') + (byHand ? wanted : partition);
  const toUpdate = byHand ? 0 : Math.max(0, wanted - partition);
  const updated = newPods.filter((pod) => ordinalOf(pod) >= first).length;
  const ready = numberAt(status, 'readyReplicas');
  const available = numberAt(status, 'availableReplicas', ready);
  const total = numberAt(status, 'replicas');
  const old = wanted - newPods.length;
  return {
    ready: updated >= toUpdate && ready === wanted && available === wanted && total === wanted,
    message: `${updated} of ${toUpdate} pods new, ${available} of ${wanted} available`,
    newPods,
    trouble: trouble ?? blockedTrouble(live, own, all, newPods),
    notes: [
      ...(wanted === 0 ? ['0 replicas are wanted, so nothing was proven'] : []),
      ...(byHand && old > 0
        ? [`its strategy is OnDelete: ${old} pods run the old revision until someone deletes them`]
        : []),
      ...(!byHand && partition > 0 && old > 0
        ? [`its partition is ${partition}: ${old} pods keep the old revision`]
        : []),
    ],
  };
}

function ordinalOf(pod: KubeObject): number {
  return Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? Number.NaN);
}

/** An old pod that is not ready keeps its controller from replacing any. */
function blockedTrouble(
  live: KubeObject,
  own: readonly KubeObject[],
  all: readonly KubeObject[],
  newPods: readonly KubeObject[],
): Trouble | undefined {
  if (all.some(isEnding) || newPods.some((pod) => !isReady(pod))) return undefined;
  const [pod] = blockingPods(live, own);
  if (!pod) return undefined;
  const since =
    timeOf(podCondition(pod, 'Ready')?.['lastTransitionTime']) || timeOf(pod.metadata.creationTimestamp);
  const message = `pod ${pod.metadata.name} of the old revision is not ready, and its controller waits for it`;
  return { ...suspicious('blocked', message, since, blockedGrace), pod: pod.metadata.name };
}

/** Pods of a revision that is no longer wanted and that are not ready: OrderedReady would wait for them forever. */
export function blockingPods(live: KubeObject, pods: readonly KubeObject[]): KubeObject[] {
  const revision = recordAt(live, 'status')?.['updateRevision'];
  return pods
    .filter(ownedBy(live.metadata.uid))
    .filter((pod) => !isEnding(pod) && pod.metadata.labels?.[revisionLabel] !== revision)
    .filter((pod) => !isReady(pod));
}
