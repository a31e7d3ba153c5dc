import type { KubeObject } from '../src/manifests/object.ts';

/** Milliseconds of the moment that the tables below call "now". */
export const now = Date.parse('2026-05-01T12:00:00Z');
/** ISO text of a moment some seconds before now. */
export const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();

type Fields = Record<string, unknown>;

export function deployment(status: Fields, more: { generation?: number; spec?: Fields } = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', uid: 'web-uid', generation: more.generation ?? 2 },
    spec: { replicas: 2, ...more.spec },
    status: { observedGeneration: 2, ...status },
  };
}

export function replicaSet(
  uid: string,
  revision: number,
  more: { spec?: Fields; status?: Fields } = {},
): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: uid,
      uid,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'web-uid' }],
    },
    spec: { replicas: 2, ...more.spec },
    status: { replicas: 2, ...more.status },
  };
}

export interface PodParts {
  owner?: string;
  ready?: boolean;
  container?: Fields;
  init?: Fields;
  spec?: Fields;
  status?: Fields;
  labels?: Record<string, string>;
  ending?: boolean;
}

let pods = 0;
export function pod({
  owner = 'new',
  ready = true,
  container,
  init,
  spec,
  status,
  labels,
  ending,
}: PodParts = {}): KubeObject {
  pods += 1;
  const running = { name: 'web', ready, restartCount: 0, state: { running: { startedAt: ago(60) } } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `web-${pods}`,
      uid: `pod-${pods}`,
      creationTimestamp: ago(90),
      ...(labels ? { labels } : {}),
      ...(ending ? { deletionTimestamp: ago(1) } : {}),
      ownerReferences: [{ apiVersion: 'v1', kind: 'Any', name: owner, uid: owner }],
    },
    spec: { containers: [{ name: 'web', readinessProbe: {} }], ...spec },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [{ ...running, ...container }],
      ...(init ? { initContainerStatuses: [{ name: 'init', restartCount: 0, ...init }] } : {}),
      ...status,
    },
  };
}

/** Seen last some seconds ago, and first then too unless told otherwise. */
export function event(
  about: KubeObject,
  reason: string,
  message: string,
  seconds = 5,
  { first = seconds, count = 1, ...more }: { first?: number; count?: number; [field: string]: unknown } = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: reason },
    type: 'Warning',
    reason,
    message,
    involvedObject: { kind: about.kind, name: about.metadata.name, uid: about.metadata.uid },
    firstTimestamp: ago(first),
    lastTimestamp: ago(seconds),
    count,
    ...more,
  };
}

export const exited = (exitCode: number, restartCount: number, reason = 'Error') => ({
  ready: false,
  restartCount,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode, reason, startedAt: ago(4), finishedAt: ago(2) } },
});

/** A ReplicaSet condition that says why pods could not be made. */
export const refused = (message: string, seconds = 20, made = 0) => ({
  status: {
    replicas: made,
    conditions: [
      {
        type: 'ReplicaFailure',
        status: 'True',
        reason: 'FailedCreate',
        message,
        lastTransitionTime: ago(seconds),
      },
    ],
  },
});

/** A pod that no node has taken for some seconds. */
export const unplaced = (seconds: number, message = '0/1 nodes are available', more: PodParts = {}) =>
  pod({
    ready: false,
    container: waiting(''),
    ...more,
    status: {
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message,
          lastTransitionTime: ago(seconds),
        },
      ],
      containerStatuses: [],
      ...more.status,
    },
  });

export const waiting = (reason: string, message = '') => ({
  ready: false,
  image: 'shop.example/web:1',
  state: { waiting: { reason, message } },
});
