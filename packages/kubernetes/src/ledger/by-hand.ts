import type { Cluster } from '../transport/cluster.ts';
import { withRelease } from './history.ts';
import { updateLedger } from './ledger.ts';
import {
  type AppPlace,
  type Ledger,
  liveRelease,
  pendingRelease,
  type Release,
  restoring,
} from './release.ts';

/** `reason` of a release that a person went back from. */
export const byHand = 'by-hand';

export type ByHandPlan =
  | { do: 'restore' /** What is gone back from. */; from: Release; to: Release }
  /** A run died while it went back; the way is the one that it had chosen. */
  | { do: 'resume'; from: Release; to: Release }
  | { do: 'nothing'; why: string }
  | { do: 'refuse'; why: string; reason: 'no-such-release' | 'never-verified' | 'rollback-unsafe' };

/**
 * The way back that a person asked for.
 * @param to number or version of a release; the last verified one before what is live, when empty
 */
export function planByHand(ledger: Ledger, to: string): ByHandPlan {
  const from = pendingRelease(ledger) ?? liveRelease(ledger);
  if (from === undefined) return { do: 'nothing', why: 'nothing was deployed here yet' };
  const before = ledger.releases.filter(({ number }) => number < from.number);
  const proven = before.filter(({ state }) => state === 'verified');
  const begun = from.reason === restoring ? proven.at(-1) : undefined;
  if (begun !== undefined && (to === '' || isNamed(begun, to))) return { do: 'resume', from, to: begun };
  const target = to === '' ? proven.at(-1) : ledger.releases.findLast((release) => isNamed(release, to));
  if (target === undefined) return noTarget(to, from, proven);
  if (target.number === from.number) return { do: 'nothing', why: `${nameOf(from)} is what is live` };
  if (target.state !== 'verified' || target.number > from.number) {
    const why = `${nameOf(target)} is ${target.state}, and only a verified release that is older than ${nameOf(from)} can come back${known(proven)}`;
    return { do: 'refuse', reason: 'never-verified', why };
  }
  const unsafe = ledger.releases.find(
    ({ number, rollback }) => number > target.number && number <= from.number && rollback === 'unsafe',
  );
  if (unsafe === undefined) return { do: 'restore', from, to: target };
  const why = `a migration of ${nameOf(unsafe)} has run that ${nameOf(target)} may not understand`;
  return { do: 'refuse', reason: 'rollback-unsafe', why };
}

function noTarget(to: string, from: Release, proven: readonly Release[]): ByHandPlan {
  if (to === '') return { do: 'nothing', why: `no verified release is behind ${nameOf(from)}` };
  return { do: 'refuse', reason: 'no-such-release', why: `the ledger has no release ${to}${known(proven)}` };
}

/** `17`, `1.4.2` or `v1.4.2`. */
function isNamed({ number, version }: Release, to: string): boolean {
  return String(number) === to || version === to || `v${version}` === to;
}

function known(proven: readonly Release[]): string {
  const names = proven.map(nameOf).toReversed().slice(0, 10);
  return names.length === 0 ? '; there is none' : `; there are: ${names.join(', ')}`;
}

function nameOf({ number, version }: Release): string {
  return `release ${number} (${version})`;
}

/** Whence and whither. */
export type Way = { from: Release; to: Release };

/** Writes down, in one step, that a person goes back: from here on whoever finds the ledger goes on with it. */
export function beginByHand(cluster: Cluster, place: AppPlace, way: Way, message: string): Promise<Ledger> {
  const now = new Date(cluster.now()).toISOString();
  return updateLedger(cluster, place, (ledger) => begunByHand(ledger, way, message, now));
}

/** The releases in between go too, so that what comes back is the last verified one. */
export function begunByHand(ledger: Ledger, { from, to }: Way, message: string, endedAt: string): Ledger {
  const between = { state: 'rolled-back', reason: byHand, message, restored: to.number, endedAt } as const;
  return ledger.releases
    .filter(({ number, state }) => number > to.number && number < from.number && state === 'verified')
    .reduce(
      (changed, { number }) => withRelease(changed, number, between),
      withRelease(ledger, from.number, { state: 'pending', reason: restoring, message }),
    );
}
