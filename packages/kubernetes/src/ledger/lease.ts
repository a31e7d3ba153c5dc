import { Failure, formatDuration } from '@workaday/core';
import { freezeMark } from '../locks/lock-record.ts';
import { readFreeze } from '../locks/locks.ts';
import { type KubeObject, recordAt } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import { type HeldLease, holdLease } from './lease-hold.ts';
import { readLease, writeLease } from './lease-record.ts';
import { type LeaseState, leaseState, type Watched } from './lease-state.ts';
import { leaseSeconds, writableFor } from './lease-times.ts';
import type { AppPlace } from './release.ts';
import { isUnanswered } from './unanswered.ts';

/** The Role has no right to watch leases, so a wait asks this often. Milliseconds. */
const askEvery = 1000;
const releaseAttempts = 10;

export interface LeaseOptions {
  /** `repository/runId`: steps of one run share the lease. */
  holder: string;
  /** How long to wait for another holder, in milliseconds. */
  wait: number;
  log: (line: string) => void;
  /** URL of this run, for those who wait. */
  run?: string;
  signal?: AbortSignal;
}

/**
 * Waits for the lease of an app in its namespace. A lease whose holder died is taken over when it expires; the same
 * holder enters again at once, and a deleted one is free. Renewed until kept or given back.
 * @throws Failure `locked` when another holder keeps it for longer than `wait`
 */
export async function acquireLease(
  cluster: Cluster,
  place: AppPlace,
  { holder, wait, log, run, signal }: LeaseOptions,
): Promise<HeldLease> {
  const started = cluster.clock.now();
  const watched = watching(() => cluster.clock.now());
  let waitedFor = '';
  for (;;) {
    signal?.throwIfAborted();
    const current = await readLease(cluster, place);
    const state = leaseState(current, holder, cluster.now(), watched(current));
    if (state.mine) {
      // Read before it is written: what comes in between is not known.
      const knows = freezeMark(await readFreeze(cluster, place));
      const fields = { holder, seconds: leaseSeconds.held, run, knows };
      const written = await writeLease(cluster, place, fields, current, signal).catch((error: unknown) => {
        if (isUnanswered(error)) return undefined;
        throw error;
      });
      if (written) return holdLease(cluster, place, { holder, run, log }, written);
    } else if (waitedFor !== state.heldBy) {
      log(waitingFor(state, place));
      waitedFor = state.heldBy;
    }
    if (cluster.clock.now() - started + askEvery > wait && !state.mine) throw locked(place, state, wait);
    if (cluster.clock.now() - started > wait + unansweredPatience) throw contended(place);
    await cluster.clock.wait(state.mine ? askEvery / 5 : askEvery, signal);
  }
}

/** A free lease that others take again and again, or a server that answers reads and no writes. */
const unansweredPatience = 30_000;

/** Remembers since when a lease has been as it is, and whether it changed before our eyes. */
function watching(now: () => number): (lease: KubeObject | undefined) => Watched {
  let version: string | undefined;
  let since = now();
  let looks = 0;
  let renewed = false;
  return (lease) => {
    const seen = `${lease?.metadata.uid}/${lease?.metadata.resourceVersion}`;
    if (seen !== version) {
      renewed = looks > 0;
      since = now();
    }
    version = seen;
    looks += 1;
    return { renewed, unchangedFor: now() - since };
  };
}

/**
 * Gives the lease back when this holder still has it; answers whether it had. For the post step, which runs in
 * another process than the step that kept the lease. One under which that step could write no more is left to expire:
 * what it sent before may be on its way.
 */
export async function releaseLease(cluster: Cluster, place: AppPlace, holder: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const current = await readLease(cluster, place);
    if (current === undefined || !isWritable(current, holder, cluster.now())) return false;
    const written = await writeLease(
      cluster,
      place,
      { holder: '', seconds: leaseSeconds.held },
      current,
    ).catch((error: unknown) => {
      if (isUnanswered(error) && attempt < releaseAttempts) return undefined;
      throw error;
    });
    if (written) return true;
    if (attempt >= releaseAttempts) throw contended(place);
  }
}

function isWritable(lease: KubeObject, holder: string, now: number): boolean {
  const { heldBy, expiresIn } = leaseState(lease, holder, now);
  const seconds = Number(recordAt(lease, 'spec')?.['leaseDurationSeconds'] ?? 0);
  return heldBy === holder && expiresIn > seconds * 1000 - writableFor(seconds);
}

function waitingFor({ heldBy, run, since, expiresIn }: LeaseState, place: AppPlace): string {
  const who = run === '' ? heldBy : `${heldBy} (${run})`;
  const when = since === '' ? '' : ` since ${since.replace(/\.\d+Z$/, 'Z')}`;
  return `waiting for ${who}, which deploys ${place.app} to ${place.namespace}${when}; its lease ends in ${formatDuration(expiresIn)} unless renewed`;
}

function locked(place: AppPlace, { heldBy, run, since }: LeaseState, wait: number): Failure {
  return new Failure({
    reason: 'locked',
    what: `${heldBy} still deploys ${place.app} to ${place.namespace} after ${formatDuration(wait)} of waiting`,
    why: `Only one run at a time may change an app. It holds the lease${since ? ` since ${since}` : ''}${run ? `: ${run}` : '.'}`,
    next: 'Let that run end, or cancel it, and run this job again; nothing was touched.',
  });
}

function contended(place: AppPlace): Failure {
  return new Failure({
    reason: 'locked',
    what: `the lease of ${place.app} in ${place.namespace} is free and could not be taken`,
    why: 'Others changed it each time in between, or the API server answered no write.',
    next: 'Run this job again when the cluster is calm; nothing was touched.',
  });
}
