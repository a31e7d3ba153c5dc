import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { podCondition } from './containers.ts';
import { creationTrouble, replicaSetTrouble } from './creation-trouble.ts';
import { isEnding, numberAt, ownedBy, timeOf, type WorkloadFacts, type WorkloadView } from './facts.ts';
import { isDiscarded } from './node-trouble.ts';
import { isActive, isReady } from './pod-readiness.ts';
import { fatal, suspicious, type Trouble } from './trouble.ts';
import { freshCondition, isObserved } from './written.ts';

const revision = 'deployment.kubernetes.io/revision';
/** What the cluster held against the Deployment before the watch began may be over by now. */
const lookAfresh = 60_000;

/** The ReplicaSet of the live template: the one of the Deployment's own revision, also when an old one is reused. */
export function newestReplicaSet(
  deployment: KubeObject,
  replicaSets: readonly KubeObject[],
): KubeObject | undefined {
  const own = replicaSets.filter(ownedBy(deployment.metadata.uid));
  const wanted = deployment.metadata.annotations?.[revision];
  const revisionOf = (set: KubeObject) => set.metadata.annotations?.[revision];
  if (wanted !== undefined) return own.find((set) => revisionOf(set) === wanted);
  return own.sort((a, b) => Number(revisionOf(b) ?? 0) - Number(revisionOf(a) ?? 0))[0];
}

/** Ready means: every wanted replica is of the newest ReplicaSet and available, and no other runs. */
export function deploymentView(live: KubeObject, facts: WorkloadFacts): WorkloadView {
  const { written, replicaSets, pods } = facts;
  if (!isObserved(live, written))
    return {
      ready: false,
      message: 'not yet seen by the controller',
      newPods: [],
      trouble: setRefused(facts),
    };
  const status = recordAt(live, 'status');
  const newest = newestReplicaSet(live, replicaSets);
  const own = pods.filter(ownedBy(newest?.metadata.uid));
  const newPods = own.filter(isActive);
  const wanted = numberAt(recordAt(live, 'spec'), 'replicas', 1);
  const updated = numberAt(status, 'updatedReplicas');
  const total = numberAt(status, 'replicas');
  const available = numberAt(status, 'availableReplicas');
  const counted = updated === wanted && total === wanted && available === wanted;
  const ready = counted && newPods.length === wanted;
  const old = total - updated;
  const ending = endingPods(live, facts);
  const scene = { oldGiveWay: ending > 0 || oldGiveWay(live), progressAt: progressOf(live, newPods) };
  return {
    ready,
    message:
      wanted === 0
        ? '0 replicas wanted: nothing runs'
        : `${newPods.filter(isReady).length} of ${wanted} new pods ready${old > 0 ? `, ${old} old left` : ''}${ready || ending === 0 ? '' : `, ${ending} ending`}`,
    newPods,
    discarded: own.filter(isDiscarded),
    trouble:
      pausedTrouble(live, written, ready) ??
      setRefused(facts) ??
      replicaSetTrouble(newest, scene) ??
      deadlineTrouble(facts),
    notes: [
      ...(wanted === 0 ? ['0 replicas are wanted, so nothing was proven'] : []),
      ...(ready && ending > 0 ? [`${ending} old pods are still ending, and may answer until then`] : []),
      ...(ready && recordAt(live, 'spec')?.['paused'] === true ? ['it is paused'] : []),
    ],
  };
}

function endingPods(live: KubeObject, { replicaSets, pods }: WorkloadFacts): number {
  const sets = replicaSets.filter(ownedBy(live.metadata.uid));
  const seen = pods.filter((pod) => isEnding(pod) && sets.some((set) => ownedBy(set.metadata.uid)(pod)));
  return Math.max(seen.length, numberAt(recordAt(live, 'status'), 'terminatingReplicas'));
}

/** Whether old pods end before new ones are ready, and so make room in a quota. */
function oldGiveWay(live: KubeObject): boolean {
  const status = recordAt(live, 'status');
  const old = numberAt(status, 'replicas') - numberAt(status, 'updatedReplicas');
  const strategy = recordAt(live, 'spec', 'strategy');
  if (old <= 0) return false;
  if (strategy?.['type'] === 'Recreate') return true;
  const given = recordAt(strategy, 'rollingUpdate')?.['maxUnavailable'] ?? '25%';
  const wanted = numberAt(recordAt(live, 'spec'), 'replicas', 1);
  const allowed = String(given).endsWith('%')
    ? Math.floor((wanted * Number.parseInt(String(given), 10)) / 100)
    : Number(given);
  return allowed > 0;
}

/** When the rollout last got on, by the controller's own word and its pods. */
function progressOf(live: KubeObject, newPods: readonly KubeObject[]): number {
  const progressing = recordsAt(live, 'status', 'conditions').find(({ type }) => type === 'Progressing');
  const pods = newPods.flatMap((pod) => [
    timeOf(pod.metadata.creationTimestamp),
    timeOf(podCondition(pod, 'Ready')?.['lastTransitionTime']),
  ]);
  return Math.max(progressing?.['status'] === 'True' ? timeOf(progressing['lastUpdateTime']) : 0, ...pods, 0);
}

/** Nothing rolls out while a Deployment is paused: for ever when the manifest says so. */
function pausedTrouble(live: KubeObject, written: KubeObject, ready: boolean): Trouble | undefined {
  if (ready || recordAt(live, 'spec')?.['paused'] !== true) return undefined;
  return recordAt(written, 'spec')?.['paused'] === true
    ? fatal('paused', 'it is paused by its manifest, so no pod is ever replaced', 0)
    : suspicious('paused', 'someone has paused it, so no pod is replaced until it is resumed', 0);
}

/** The controller could not even make the ReplicaSet. */
function setRefused(facts: WorkloadFacts): Trouble | undefined {
  const found = freshCondition(
    facts,
    ({ type, status, reason }) =>
      type === 'Progressing' && status === 'False' && reason === 'ReplicaSetCreateError',
  );
  if (!found || found.foundThere) return undefined;
  const { condition } = found;
  const scene = { made: 0, oldGiveWay: false, progressAt: 0 };
  return creationTrouble(String(condition['message'] ?? ''), timeOf(condition['lastUpdateTime']), scene);
}

/** Only when the condition tells of our write. */
function deadlineTrouble(facts: WorkloadFacts): Trouble | undefined {
  const found = freshCondition(
    facts,
    ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
  );
  if (!found) return undefined;
  const message = String(found.condition['message'] ?? 'the progress deadline is over');
  if (!found.foundThere)
    return fatal('progress-deadline', message, timeOf(found.condition['lastUpdateTime']));
  return suspicious('progress-deadline', message, facts.watchedAt ?? facts.writtenAt, lookAfresh);
}
