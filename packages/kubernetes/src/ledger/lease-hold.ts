import { errorMessage, Failure } from '@workaday/core';
import { freezeMark, type Lock } from '../locks/lock-record.ts';
import { readFreeze } from '../locks/locks.ts';
import type { Cluster } from '../transport/cluster.ts';
import { knowsAnnotation, readLease, type WrittenLease, writeLease } from './lease-record.ts';
import { leaseState } from './lease-state.ts';
import { leaseSeconds, renewAgain, renewEvery, writableFor } from './lease-times.ts';
import type { AppPlace } from './release.ts';
import { isUnanswered } from './unanswered.ts';
import { underway } from './underway.ts';
import { guardWrites } from './write-guard.ts';

export interface HeldLease {
  /** Aborted when the lease was lost or soon will be, or when someone freezes the app to roll it back: stop writing. */
  readonly lost: AbortSignal;
  /** Throws the reason of `lost`. Looks at the clock itself, as a process that was stopped has had no other sign. */
  check(): void;
  /** The same cluster, which refuses to write once the lease is lost or given back. */
  guard(cluster: Cluster): Cluster;
  /** Stops renewing, and leaves the lease to the next step of this run; it expires by itself. */
  keep(): Promise<void>;
  /** Gives the lease back. */
  release(): Promise<void>;
}

export interface Holding {
  holder: string;
  run: string | undefined;
  log: (line: string) => void;
}

/** Renews a lease that was just written, until it is kept, given back or lost. */
export function holdLease(
  cluster: Cluster,
  place: AppPlace,
  { holder, run, log }: Holding,
  first: WrittenLease,
): HeldLease {
  const stopped = new AbortController();
  const lost = new AbortController();
  let last = first;
  const sent = underway(cluster.clock);
  let seconds: number = leaseSeconds.held;
  /** The freeze that this run gives way to. */
  let givesWay: Failure | undefined;
  let gaveWay = false;

  /** By whichever clock says more: ours stands still or jumps where a machine was suspended. */
  const age = () => Math.max(cluster.clock.now() - last.sent, cluster.now() - last.renewed);
  const left = () => writableFor(seconds) - age();

  function check(): void {
    if (!lost.signal.aborted && left() <= 0) lose(unrenewed(place));
    lost.signal.throwIfAborted();
    if (givesWay) throw givesWay;
  }

  function lose(reason: Failure): void {
    lost.abort(reason);
    stopped.abort(reason);
  }

  /** Writes the lease as ours; false when it is no longer. */
  async function write(fields: { holder: string; seconds: number }, signal?: AbortSignal): Promise<boolean> {
    let known: WrittenLease['lease'] | undefined = last.lease;
    for (;;) {
      signal?.throwIfAborted();
      const written: WrittenLease | undefined = await writeLease(
        cluster,
        place,
        { ...fields, run },
        known,
        signal,
      );
      if (written) {
        last = written;
        return true;
      }
      known = await readLease(cluster, place);
      const { heldBy } = leaseState(known, holder, cluster.now());
      if (known === undefined || heldBy !== holder) {
        lose(taken(place, heldBy));
        return false;
      }
    }
  }

  async function renewing(): Promise<void> {
    let pause = renewEvery;
    while (!stopped.signal.aborted) {
      await cluster.clock.wait(Math.max(0, Math.min(pause, left())), stopped.signal).catch(onStop);
      if (stopped.signal.aborted) return;
      if (left() <= 0) return lose(unrenewed(place));
      pause = (await renewInTime()) ? renewEvery : renewAgain;
      if (pause === renewEvery && !stopped.signal.aborted) await giveWay();
    }
  }

  /**
   * Whoever freezes the app waits for this lease. A freeze that this run found when it came is the caller's own affair.
   * What is on its way is waited for: it would come when the next holder has begun.
   */
  async function giveWay(): Promise<void> {
    const freeze = await readFreeze(cluster, place).catch((error: unknown) => {
      log(`it is not known whether the app is frozen: ${errorMessage(error)}`);
      return undefined;
    });
    const known = last.lease.metadata.annotations?.[knowsAnnotation] ?? '';
    if (freeze === undefined || freeze.holder === holder || freezeMark(freeze) === known) return;
    givesWay = frozen(place, freeze);
    gaveWay = await sent.ended(left());
    lose(givesWay);
  }

  /** False when it has to be tried again. An answer that comes too late is no longer waited for. */
  async function renewInTime(): Promise<boolean> {
    const tried = new AbortController();
    const late = cluster.clock.wait(left(), tried.signal).then(() => tried.abort(unrenewed(place)), onStop);
    const signal = AbortSignal.any([tried.signal, stopped.signal]);
    const answer = write({ holder, seconds: leaseSeconds.held }, signal).catch((error: unknown) => {
      if (signal.aborted) return false;
      log(`the lease could not be renewed: ${errorMessage(error)}`);
      return false;
    });
    const renewed = await Promise.race([answer, late.then(() => false)]);
    tried.abort();
    return renewed;
  }

  function onStop(error: unknown): void {
    if (!(error instanceof Error && (error.name === 'AbortError' || error instanceof Failure))) throw error;
  }

  const renewed = renewing();

  /** The last word on a lease, repeated when it may not have been heard. */
  async function end(fields: { holder: string; seconds: number }): Promise<void> {
    stopped.abort(new DOMException('ended', 'AbortError'));
    await renewed;
    if (lost.signal.aborted && !gaveWay) return;
    // Kept for the next step of this run, it keeps others from what is still on its way.
    if (fields.holder === '' && !(await sent.ended(left()))) return;
    await write(fields).catch((error: unknown) => {
      if (isUnanswered(error)) return write(fields);
      throw error;
    });
  }

  return {
    lost: lost.signal,
    check,
    guard: (over) => guardWrites(over, { check, lost: lost.signal, underway: sent }),
    async keep() {
      await end({ holder: gaveWay ? '' : holder, seconds: leaseSeconds.kept });
      seconds = leaseSeconds.kept;
    },
    async release() {
      await end({ holder: '', seconds: leaseSeconds.held });
      lost.abort(givenBack(place));
    },
  };
}

function taken({ app, namespace }: AppPlace, by: string): Failure {
  return new Failure({
    reason: 'lease-lost',
    what:
      by === ''
        ? `the lease of ${app} in ${namespace} was deleted or given away while this run held it`
        : `${by} took over the deployment of ${app} to ${namespace}`,
    why: 'This run did not renew its lease in time, or someone changed the lease.',
    next: 'See the run that holds the lease; it settles what this one began.',
  });
}

function frozen({ app, namespace }: AppPlace, { by, reason, run }: Lock): Failure {
  return new Failure({
    reason: 'frozen',
    what: `${by} freezes ${app} in ${namespace} to roll it back (${reason}), and this run gives way`,
    why: 'A rollback never waits for deploys; it undoes what this run has begun.',
    next: `See ${run === '' ? 'the run of the rollback' : run}. Afterwards, merge a revert or a repair, or unlock the app.`,
  });
}

function unrenewed({ app, namespace }: AppPlace): Failure {
  return new Failure({
    reason: 'lease-lost',
    what: `the lease of ${app} in ${namespace} could not be renewed for ${writableFor(leaseSeconds.held) / 1000} s, so this run writes no more`,
    why: 'The API server did not answer, or this machine stood still. Another run may take over in a few seconds.',
    next: 'Run this job again; whoever comes next settles what this one began.',
  });
}

function givenBack({ app, namespace }: AppPlace): Failure {
  return new Failure({
    reason: 'lease-lost',
    what: `the lease of ${app} in ${namespace} was given back already`,
    next: 'This is a fault of Workaday: it wrote after its work was done. Report it with the log of this job.',
  });
}
