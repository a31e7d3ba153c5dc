import type { KubeObject } from '../manifests/object.ts';

/** What is known of one workload while it rolls out. */
export interface WorkloadFacts {
  /** The workload as the server answered our write: what must be reached. */
  written: KubeObject;
  /** The workload now; undefined when it is gone. */
  live: KubeObject | undefined;
  /** Of the whole namespace; those of others are told apart by owner. */
  replicaSets: readonly KubeObject[];
  pods: readonly KubeObject[];
  /** When we wrote it, in milliseconds since 1970 by the API server's clock: nothing counts from before. */
  writtenAt: number;
  /** Events of the namespace since our write. */
  events: readonly KubeObject[];
  /** Milliseconds since 1970, by the API server's clock. */
  now: number;
}

/** Why a rollout does not get on. */
export interface Trouble {
  /** A short code, e.g. `image-not-found`. */
  reason: string;
  message: string;
  /** Milliseconds since 1970, by the cluster's clocks. */
  since: number;
  /** How long it may last before it is final; 0 for what does not heal. Milliseconds. */
  grace: number;
  pod?: string;
  container?: string;
  /** Whether the container's earlier run is the one that has something to say. */
  previous?: boolean;
}

export type RolloutStatus =
  | { state: 'ready'; message: string }
  | { state: 'progressing'; message: string; trouble?: Trouble }
  | { state: 'stuck'; message: string; object: string; trouble: Trouble };

/** What a kind says of itself; status.ts makes the verdict of it. */
export interface WorkloadView {
  ready: boolean;
  message: string;
  /** Pods of the newest revision, without those that end. */
  newPods: readonly KubeObject[];
  /** Trouble of the workload itself (quota, deadline, failed Job). */
  trouble?: Trouble | undefined;
}

export function timeOf(text: unknown): number {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isFinite(time) ? time : 0;
}

export function numberAt(record: Record<string, unknown> | undefined, field: string, fallback = 0): number {
  const value = record?.[field];
  return typeof value === 'number' ? value : fallback;
}

export function isEnding(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

export function ownedBy(uid: string | undefined): (object: KubeObject) => boolean {
  return (object) =>
    uid !== undefined && (object.metadata.ownerReferences ?? []).some((owner) => owner.uid === uid);
}
