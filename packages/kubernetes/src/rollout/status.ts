import { type KubeObject, objectName, recordAt, recordsAt } from '../manifests/object.ts';
import { daemonSetView } from './daemon-set.ts';
import { deploymentView } from './deployment.ts';
import {
  numberAt,
  type RolloutStatus,
  type Trouble,
  timeOf,
  type WorkloadFacts,
  type WorkloadView,
} from './facts.ts';
import { barePodView, jobView } from './job.ts';
import { isReady } from './pod-readiness.ts';
import { podsTrouble } from './pod-trouble.ts';
import { statefulSetView } from './stateful-set.ts';

const views: Readonly<Record<string, (live: KubeObject, facts: WorkloadFacts) => WorkloadView>> = {
  Deployment: deploymentView,
  StatefulSet: statefulSetView,
  DaemonSet: daemonSetView,
  Job: jobView,
  Pod: barePodView,
};

/** Kinds whose rollout is watched; others are ready once they are written. */
export const watchedKinds: readonly string[] = Object.keys(views);

/**
 * A container without readiness probe counts as ready the moment it starts: it must stay up this long. After a
 * restart, every container must. Milliseconds.
 */
const settleAfterStart = 5000;
const settleAfterRestart = 10_000;

/** What a workload says of itself; undefined when it is gone or of a kind without pods. */
export function workloadView(facts: WorkloadFacts): WorkloadView | undefined {
  return facts.live && views[facts.written.kind]?.(facts.live, facts);
}

/** How the rollout of one workload stands. Pure: objects and time in, verdict out. */
export function rolloutStatus(facts: WorkloadFacts): RolloutStatus {
  const object = objectName(facts.written);
  if (!watchedKinds.includes(facts.written.kind)) return { state: 'ready', message: 'applied' };
  const view = workloadView(facts);
  if (view === undefined) {
    const trouble = { reason: 'gone', message: 'it was deleted meanwhile', since: facts.now, grace: 0 };
    return { state: 'stuck', message: trouble.message, object, trouble };
  }
  const { ready, message, newPods, trouble: own } = view;
  if (ready && settled(newPods, facts.now)) return { state: 'ready', message };
  const trouble = worse(own, podsTrouble(newPods, facts.events));
  if (!trouble)
    return { state: 'progressing', message: ready ? `${message}; watching that they stay up` : message };
  const since = Math.max(trouble.since, facts.writtenAt);
  if (facts.now >= since + trouble.grace)
    return { state: 'stuck', message: trouble.message, object, trouble };
  return { state: 'progressing', message: `${message}; ${trouble.message}`, trouble };
}

/** A pod's own trouble says more than what its controller makes of it. */
function worse(controller: Trouble | undefined, pod: Trouble | undefined): Trouble | undefined {
  if (pod && (pod.grace === 0 || controller === undefined || controller.reason === 'progress-deadline'))
    return controller?.reason === 'progress-deadline' ? { ...pod, grace: 0 } : pod;
  return controller ?? pod;
}

function settled(pods: readonly KubeObject[], now: number): boolean {
  return pods.every((pod) => {
    // A controller's counts lag behind its pods.
    if (!isReady(pod)) return false;
    const probed = new Set(
      recordsAt(pod, 'spec', 'containers')
        .filter((container) => recordAt(container, 'readinessProbe'))
        .map((container) => container['name']),
    );
    return recordsAt(pod, 'status', 'containerStatuses').every((status) => {
      const started = timeOf(recordAt(status, 'state', 'running')?.['startedAt']);
      if (started === 0) return false;
      const needed =
        numberAt(status, 'restartCount') > 0
          ? settleAfterRestart
          : probed.has(status['name'])
            ? 0
            : settleAfterStart;
      return now - started >= needed;
    });
  });
}
