import { type KubeObject, objectName } from '../manifests/object.ts';
import { weightOf } from './advice.ts';
import { barePodView } from './bare-pod.ts';
import { daemonSetView } from './daemon-set.ts';
import { deploymentView } from './deployment.ts';
import { eventsSince } from './events.ts';
import type { RolloutStatus, WorkloadFacts, WorkloadView } from './facts.ts';
import { goneJobStatus, jobView } from './job.ts';
import { autoscalerView, claimView, cronJobView, ingressView, serviceView } from './passive.ts';
import { hasSettled } from './pod-readiness.ts';
import { podTroubles } from './pod-trouble.ts';
import { statefulSetView } from './stateful-set.ts';
import type { Trouble } from './trouble.ts';
import { lossTrouble } from './written.ts';

type View = (live: KubeObject, facts: WorkloadFacts) => WorkloadView;

const running: Readonly<Record<string, View>> = {
  Deployment: deploymentView,
  StatefulSet: statefulSetView,
  DaemonSet: daemonSetView,
  Job: jobView,
  Pod: barePodView,
};
const passive: Readonly<Record<string, View>> = {
  PersistentVolumeClaim: claimView,
  Service: serviceView,
  Ingress: ingressView,
  HorizontalPodAutoscaler: autoscalerView,
  CronJob: cronJobView,
};
const views = { ...running, ...passive };

/** Kinds with pods, whose rollout is watched. */
export const watchedKinds: readonly string[] = Object.keys(running);
/** Kinds that are read now and then, mostly for what a person should know; others are ready once they are written. */
export const passiveKinds: readonly string[] = Object.keys(passive);

/** Not only our kinds are called so (`Service` of Knative). */
const builtInGroups = /^(v1|(apps|batch|autoscaling|networking\.k8s\.io|extensions)\/.+)$/;

export function hasStatus(
  object: Pick<KubeObject, 'apiVersion' | 'kind'>,
  kinds: readonly string[],
): boolean {
  return kinds.includes(object.kind) && builtInGroups.test(object.apiVersion);
}

/** What a workload says of itself; undefined when it is gone or of a kind without status. */
export function workloadView(facts: WorkloadFacts): WorkloadView | undefined {
  return facts.live && views[facts.written.kind]?.(facts.live, facts);
}

/** How the rollout of one object stands. Pure: objects, events and time in, verdict out. */
export function rolloutStatus(all: WorkloadFacts): RolloutStatus {
  const facts = { ...all, events: eventsSince(all.events, all.writtenAt) };
  const { written, live, now } = facts;
  const object = objectName(written);
  if (!hasStatus(written, Object.keys(views))) return { state: 'ready', message: 'applied', notes: [] };
  const isLater = live !== undefined && live.metadata.uid !== written.metadata.uid;
  const gone = written.kind === 'Job' && (live === undefined || isLater) ? goneJobStatus(facts) : undefined;
  if (gone) return gone;
  const loss = lossTrouble(facts);
  const view = workloadView(facts);
  if (loss || !view) return verdict(object, '', loss ? [loss] : [], facts);
  const { ready, message, newPods, discarded = [], trouble, notes = [] } = view;
  const settled = newPods.every((pod) => hasSettled(pod, facts.events, now));
  if (ready && (settled || view.runsToEnd)) return { state: 'ready', message, notes };
  const { events, references } = facts;
  const ofPods = podTroubles([...newPods, ...discarded], {
    events,
    references,
    now,
    retriesItself: view.runsToEnd ?? false,
    patient: written.kind === 'DaemonSet',
  });
  const troubles = trouble ? [trouble, ...ofPods] : ofPods;
  const settling = ready && troubles.length === 0;
  return verdict(object, settling ? `${message}; watching that they stay up` : message, troubles, facts);
}

function verdict(
  object: string,
  message: string,
  troubles: readonly Trouble[],
  { now, writtenAt }: WorkloadFacts,
): RolloutStatus {
  const isOver = ({ since, grace }: Trouble) => now >= Math.max(since, writtenAt) + grace;
  const over = troubles.filter(isOver);
  const telling = mostTelling(troubles);
  if (over.length > 0) {
    // A pod's own trouble says more than the deadline of its controller.
    const pods = troubles.filter(({ reason }) => reason !== 'progress-deadline');
    const late = over.every(({ reason }) => reason === 'progress-deadline');
    const trouble = (late ? mostTelling(pods) : undefined) ?? mostTelling(over);
    if (trouble) return { state: 'stuck', message: trouble.message, object, trouble };
  }
  if (!telling) return { state: 'progressing', message };
  return { state: 'progressing', message: `${message}; ${telling.message}`, trouble: telling };
}

function mostTelling(troubles: readonly Trouble[]): Trouble | undefined {
  const final = troubles.filter(({ certainty }) => certainty === 'fatal');
  return (final.length > 0 ? final : troubles).toSorted((a, b) => weightOf(a.reason) - weightOf(b.reason))[0];
}
