import type { KubeObject } from '../manifests/object.ts';
import type { MissingReference, Trouble } from './trouble.ts';

/** What is known of one object while it rolls out. */
export interface WorkloadFacts {
  /** The object as the server answered our write: what must be reached. */
  written: KubeObject;
  /** The object now; undefined when it is gone. */
  live: KubeObject | undefined;
  /** Once it is gone: as it was seen last (if it ever was), and when it was first missed. */
  last?: { object: KubeObject | undefined; goneAt: number } | undefined;
  /** Of the whole namespace; those of others are told apart by owner. */
  replicaSets: readonly KubeObject[];
  pods: readonly KubeObject[];
  /** When we wrote it, in milliseconds since 1970 by the API server's clock: nothing counts from before. */
  writtenAt: number;
  /** When the watch began, if that was later: what was so by then is looked at afresh. */
  watchedAt?: number;
  /** Events of the namespace; those from before our write are left out by whoever reads them. */
  events: readonly KubeObject[];
  /** What was looked up because a pod did not find it. */
  references?: References;
  /** Milliseconds since 1970, by the API server's clock. */
  now: number;
}

/** Whether something that a pod refers to is there by now; undefined when nobody has looked. */
export type References = (missing: MissingReference) => boolean | undefined;

export type RolloutStatus =
  | { state: 'ready'; message: string; notes: readonly string[] }
  | { state: 'progressing'; message: string; trouble?: Trouble }
  | { state: 'stuck'; message: string; object: string; trouble: Trouble };

/** What a kind says of itself; status.ts makes the verdict of it. */
export interface WorkloadView {
  ready: boolean;
  message: string;
  /** Pods of the newest revision, without those that end. */
  newPods: readonly KubeObject[];
  /** Those that their nodes removed, and that only tell of it. */
  discarded?: readonly KubeObject[];
  /** Trouble of the workload itself (quota, deadline, failed Job). */
  trouble?: Trouble | undefined;
  /** What a person should know, though it blocks nothing. */
  notes?: readonly string[];
  /** Pods that need not stay up to be done, and whose crashes the workload counts itself (a Job's). */
  runsToEnd?: boolean;
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
