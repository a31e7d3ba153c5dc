import {
  type Change,
  type Ledger,
  lastVerified,
  liveRelease,
  pendingRelease,
  type Release,
  restoring,
} from '@workaday/kubernetes';
import { digestsOf, isAllowed, knownBad } from './known-bad.ts';
import { isAbove, liveAbove } from './live-above.ts';

/** What makes two releases the same. */
export interface Identity {
  version: string;
  commit: string;
  images: Readonly<Record<string, string>>;
}

export type Deployment = Extract<Plan, { do: 'deploy' }>;

export type Plan =
  | {
      do: 'deploy';
      number: number;
      /** A release of the same commit that a dead run left, and that this one continues. */
      resumes: boolean;
      /** Pending releases of other commits, whose runs are dead. */
      supersedes: readonly number[];
      previous: Release | undefined;
    }
  /** A run died while it restored this very release. */
  | { do: 'finish-restore'; release: Release }
  | { do: 'answer'; outcome: 'superseded'; reason: 'newer-release'; message: string; release: Release }
  | { do: 'answer'; outcome: 'refused'; reason: 'known-bad'; message: string; release: Release }
  | { do: 'answer'; outcome: 'unchanged'; reason: 'ok'; message: string; release: Release };

/** What someone has said, for which a deploy is refused otherwise. */
export interface Permit {
  /** Digests that may be deployed although they were rolled back. */
  knownBad: readonly string[];
  /** A release tag names its version: it is compared with what is live, not with what was undone above it. */
  byTag: boolean;
}

const nothingSaid: Permit = { knownBad: [], byTag: false };

/** What a deploy makes of the ledger, and of what the cluster says would change. */
export function planDeploy(
  ledger: Ledger,
  identity: Identity,
  changes: readonly Change[],
  { knownBad: allowed, byTag }: Permit = nothingSaid,
): Plan {
  const newer = byTag
    ? liveAbove(ledger, identity.version)
    : ledger.releases.findLast(
        ({ state, version }) => state !== 'superseded' && isAbove(version, identity.version),
      );
  if (newer) {
    return {
      do: 'answer',
      outcome: 'superseded',
      reason: 'newer-release',
      message: `release ${newer.number} has version ${newer.version}, which is newer than ${identity.version}`,
      release: newer,
    };
  }
  const newest = ledger.releases.at(-1);
  const pending = pendingRelease(ledger);
  const sameAsNewest = newest !== undefined && isSame(newest, identity);
  if (pending !== undefined && pending === newest && sameAsNewest && pending.reason === restoring)
    return { do: 'finish-restore', release: pending };
  if (sameAsNewest && wasBad(newest) && !isAllowed(digestsOf(newest.images), allowed))
    return refused(newest, [identity.version, ...digestsOf(newest.images)].join(', '));
  const bad = knownBad(ledger, identity.images, allowed);
  if (bad !== undefined) return refused(bad.release, bad.digests.join(', '));
  const live = liveRelease(ledger);
  const unchanged = changes.every(({ change }) => change === 'unchanged');
  if (sameAsNewest && live === newest && newest.state === 'verified' && unchanged) {
    return {
      do: 'answer',
      outcome: 'unchanged',
      reason: 'ok',
      message: `release ${newest.number} (${newest.version}) is exactly this, verified and running`,
      release: newest,
    };
  }
  const resumes = sameAsNewest && newest.state === 'pending';
  return {
    do: 'deploy',
    number: resumes ? newest.number : (newest?.number ?? 0) + 1,
    resumes,
    supersedes: ledger.releases
      .filter((release) => release.state === 'pending' && !(resumes && release === newest))
      .map((release) => release.number),
    previous: lastVerified(ledger),
  };
}

/** A cancelled run undoes its release, too, and says nothing about it. */
function wasBad({ state, reason }: Release): boolean {
  return state === 'rolled-back' && reason !== 'cancelled';
}

function refused(release: Release, what: string): Plan {
  return {
    do: 'answer',
    outcome: 'refused',
    reason: 'known-bad',
    message: `${what} was rolled back as release ${release.number} (${release.reason}: ${release.message})`,
    release,
  };
}

function isSame(release: Release, { version, commit, images }: Identity): boolean {
  const names = new Set([...Object.keys(release.images), ...Object.keys(images)]);
  return (
    release.version === version &&
    release.commit === commit &&
    [...names].every((name) => release.images[name] === images[name])
  );
}
