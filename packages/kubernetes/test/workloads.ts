import type { KubeObject } from '../src/manifests/object.ts';
import type { WorkloadFacts } from '../src/rollout/facts.ts';
import { rolloutStatus } from '../src/rollout/status.ts';
import { ago, now, type PodParts, pod } from './objects.ts';

/** A workload `it` of any kind but Deployment. */
export function workload(
  kind: string,
  spec: object,
  status: object,
  annotations?: Record<string, string>,
): KubeObject {
  return {
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: {
      name: 'it',
      uid: 'it',
      generation: 1,
      creationTimestamp: ago(3600),
      ...(annotations ? { annotations } : {}),
    },
    spec,
    status: { observedGeneration: 1, ...status },
  };
}

/** A StatefulSet on its way from revision a to b. */
export const set = (counts: object, spec: object = {}) =>
  workload('StatefulSet', { replicas: 2, ...spec }, { updateRevision: 'b', currentRevision: 'a', ...counts });
export const allOfSet = { replicas: 2, readyReplicas: 2, availableReplicas: 2 };

export function ofSet(revision: string, { name, ...more }: PodParts & { name?: string } = {}): KubeObject {
  const made = pod({ owner: 'it', labels: { 'controller-revision-hash': revision }, ...more });
  return name === undefined ? made : { ...made, metadata: { ...made.metadata, name } };
}

/** A DaemonSet whose newest template is of generation 3. */
export const daemonSet = (status: object, spec: object = {}) =>
  workload('DaemonSet', spec, status, { 'deprecated.daemonset.template.generation': '3' });
export const ofDaemonSet = (generation: string, more: PodParts = {}) =>
  pod({ owner: 'it', labels: { 'pod-template-generation': generation }, ...more });

export const job = (status: object, spec: object = {}) => workload('Job', spec, status);

/** How a workload stands that was written as it is now, a minute ago. */
export function statusOf(
  live: KubeObject,
  pods: KubeObject[] = [],
  more: Partial<WorkloadFacts> = {},
): ReturnType<typeof rolloutStatus> {
  return rolloutStatus({
    written: live,
    live,
    replicaSets: [],
    pods,
    events: [],
    writtenAt: now - 60_000,
    now,
    ...more,
  });
}
