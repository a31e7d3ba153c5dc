import type { ObjectRef } from '../manifests/object.ts';
import { leftOver } from './prune.ts';
import type { Ledger, Release, ReleaseState } from './release.ts';

/** Why there is no way back: nothing was ever verified, or what was cannot run on what a migration left. */
export type WhyNothing = 'no-verified' | 'rollback-unsafe';

/** What undoing a release means by the ledger. */
export type RestorePlan =
  | { back: Release /** All that goes with it, oldest first; the bad one is the last. */; undone: Release[] }
  | { back: undefined; why: WhyNothing };

/** The release that comes back when one is undone: the last verified one before it. */
export function restoreTarget(ledger: Ledger, badNumber: number): Release | undefined {
  return ledger.releases.findLast((release) => release.state === 'verified' && release.number < badNumber);
}

export function planRestore(ledger: Ledger, badNumber: number): RestorePlan {
  const back = restoreTarget(ledger, badNumber);
  if (!back) return { back: undefined, why: 'no-verified' };
  const undone = ledger.releases.filter(({ number }) => number > back.number && number <= badNumber);
  if (undone.some((release) => release.rollback === 'unsafe'))
    return { back: undefined, why: 'rollback-unsafe' };
  return { back, undone };
}

/** States of releases of which nothing stands any more but their marks on what came back. */
const gone: readonly ReleaseState[] = ['rolled-back', 'superseded'];

/**
 * The newest release whose work a restore may overwrite: the bad one, and those after it that were undone before and left
 * their mark on what came back then.
 */
export function undoneUpTo({ releases }: Ledger, badNumber: number): number {
  let last = badNumber;
  for (const { number, state } of releases.filter((release) => release.number > badNumber)) {
    if (!gone.includes(state)) break;
    last = number;
  }
  return last;
}

/** What undone releases made: neither part of what comes back, nor there before them. */
export function createdBy(undone: readonly Release[], back: readonly ObjectRef[]): ObjectRef[] {
  const adopted = undone.flatMap((release) => release.objects.filter((ref) => ref.adopted));
  return leftOver(undone, [...back, ...adopted]);
}
