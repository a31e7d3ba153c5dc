import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { replicaSetTrouble } from './creation-trouble.ts';
import {
  isEnding,
  numberAt,
  ownedBy,
  type Trouble,
  timeOf,
  type WorkloadFacts,
  type WorkloadView,
} from './facts.ts';
import { isReady } from './pod-readiness.ts';

const revision = 'deployment.kubernetes.io/revision';

/** The ReplicaSet of the live template: the one of the highest revision, also when an old one is reused. */
export function newestReplicaSet(
  deployment: KubeObject,
  replicaSets: readonly KubeObject[],
): KubeObject | undefined {
  const revisionOf = (set: KubeObject) => Number(set.metadata.annotations?.[revision] ?? 0);
  return replicaSets
    .filter(ownedBy(deployment.metadata.uid))
    .sort((a, b) => revisionOf(b) - revisionOf(a))[0];
}

/** Ready means: every wanted replica is of the newest ReplicaSet and available, and no other runs. */
export function deploymentView(
  live: KubeObject,
  { written, replicaSets, pods }: WorkloadFacts,
): WorkloadView {
  const status = recordAt(live, 'status');
  if (!isObserved(live, written))
    return { ready: false, message: 'not yet seen by the controller', newPods: [] };
  const newest = newestReplicaSet(live, replicaSets);
  const newPods = pods.filter(ownedBy(newest?.metadata.uid)).filter((pod) => !isEnding(pod));
  const wanted = numberAt(recordAt(live, 'spec'), 'replicas', 1);
  const updated = numberAt(status, 'updatedReplicas');
  const total = numberAt(status, 'replicas');
  const available = numberAt(status, 'availableReplicas');
  const ready = updated === wanted && total === wanted && available === wanted;
  const old = total - updated;
  return {
    ready: ready && newPods.length === wanted,
    message:
      wanted === 0
        ? '0 replicas wanted: nothing runs'
        : `${newPods.filter(isReady).length} of ${wanted} new pods ready${old > 0 ? `, ${old} old left` : ''}`,
    newPods,
    trouble: replicaSetTrouble(newest) ?? deadlineTrouble(live, written),
  };
}

/** The controller has seen at least what we wrote, and all that was written since. */
export function isObserved(live: KubeObject, written: KubeObject): boolean {
  const observed = numberAt(recordAt(live, 'status'), 'observedGeneration');
  return observed >= (written.metadata.generation ?? 0) && observed === (live.metadata.generation ?? 0);
}

/** Only when the condition changed after our write: a stale one outlives a rollback. */
function deadlineTrouble(live: KubeObject, written: KubeObject): Trouble | undefined {
  const find = (object: KubeObject) =>
    recordsAt(object, 'status', 'conditions').find(
      ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
    );
  const condition = find(live);
  if (!condition || condition['lastUpdateTime'] === find(written)?.['lastUpdateTime']) return undefined;
  return {
    reason: 'progress-deadline',
    message: String(condition['message'] ?? 'the progress deadline is over'),
    since: timeOf(condition['lastUpdateTime']),
    grace: 0,
  };
}
