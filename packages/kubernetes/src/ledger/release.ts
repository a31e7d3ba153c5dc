import type { ObjectRef } from '../manifests/object.ts';

/** `unproven`: kept without a verdict; `failed`: bad, but kept because asked to or because nothing is behind it. */
export type ReleaseState =
  | 'pending'
  | 'verified'
  | 'unproven'
  | 'failed'
  | 'rolled-back'
  | 'rollback-failed'
  | 'superseded';

/** One attempt to put an app into an environment. */
export interface Release {
  /** 1, 2, 3 … in the order of the ledger. */
  number: number;
  state: ReleaseState;
  reason: string;
  message: string;
  version: string;
  commit: string;
  /** Service to `repository@sha256:…`. */
  images: Record<string, string>;
  /** Who started it. */
  by: string;
  /** URL of the run. */
  run: string;
  /** ISO 8601, by the API server's clock. */
  startedAt: string;
  endedAt?: string;
  /** On a release that was undone: the number of the release that serves instead. */
  restored?: number;
  /** The freeze that it passed, because it reverts what the freeze is for; see `freezeMark`. */
  passedFreeze?: string;
  /** Who deployed it although it was locked, frozen or known to be bad, and why. */
  brokenGlass?: { by: string; reason: string };
  /** A migration of it has run that the release before may not understand: it is never undone. */
  rollback?: 'unsafe';
  /** Everything that was applied. */
  objects: ObjectRef[];
  /** Chunks of the snapshot. */
  parts: number;
}

/** The record of an app's releases in one environment. */
export interface Ledger {
  app: string;
  environment: string;
  /** Version of the way in which it is stored; a ledger of a later one is not read. */
  format?: number;
  /** Oldest first, bounded. */
  releases: Release[];
  /** Releases that fell out of it, whose snapshots may still be there. */
  forgotten?: Pick<Release, 'number' | 'parts'>[];
  /** What the smoke test found before the latest deploy, by check and vantage. */
  prechecks?: Record<string, Record<string, 'broken' | 'ok'>>;
}

/** Where an app lives. */
export interface AppPlace {
  namespace: string;
  app: string;
  environment: string;
}

export function lastVerified(ledger: Ledger): Release | undefined {
  return ledger.releases.findLast((release) => release.state === 'verified');
}

export function pendingRelease(ledger: Ledger): Release | undefined {
  return ledger.releases.findLast((release) => release.state === 'pending');
}

/** `reason` of a pending release whose restore has begun: its pods are no longer the ones to ask. */
export const restoring = 'restoring';

/** `message` of a release whose run was cancelled; nothing is known against it, whoever finishes its restore. */
export const cancelled = 'the run was cancelled';

/** What the cluster serves by the ledger: the newest release, or the one that replaced it, which may have been replaced too. */
export function liveRelease(ledger: Ledger): Release | undefined {
  let live = ledger.releases.at(-1);
  while (live?.state === 'rolled-back') {
    const { restored, number } = live;
    // What comes back is always older, so that this ends.
    live = ledger.releases.find((release) => release.number === restored && release.number < number);
  }
  return live;
}
