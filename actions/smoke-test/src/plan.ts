import { type Ledger, liveRelease, pendingRelease, type Release, restoring } from '@workaday/kubernetes';

export type AfterPlan =
  | { do: 'judge'; release: Release }
  /** A run died while it restored; the restore is done again, it changes only what is missing. */
  | { do: 'resume-restore'; release: Release }
  | { do: 'answer'; release: Release }
  | { do: 'no-release'; known: readonly number[] };

/**
 * What becomes of the release in question: a named one, else the pending one, else the newest if it is this commit's.
 * How another commit's release ended says nothing about a run that died before it made one.
 */
export function planAfter(ledger: Ledger, named: number | undefined, commit: string): AfterPlan {
  const release =
    named === undefined
      ? (pendingRelease(ledger) ?? ledger.releases.findLast((candidate) => candidate.commit === commit))
      : ledger.releases.find((candidate) => candidate.number === named);
  if (release === undefined) return { do: 'no-release', known: ledger.releases.map(({ number }) => number) };
  if (release.state !== 'pending') return { do: 'answer', release };
  return release.reason === restoring ? { do: 'resume-restore', release } : { do: 'judge', release };
}

export type BeforePlan =
  | { do: 'precheck'; release: Release }
  /** What fails on a release that nobody ever kept says nothing about the checks. */
  | { do: 'skip'; why: string };

/** Only a version that was kept is a measure for the next one. */
export function planBefore(ledger: Ledger): BeforePlan {
  const live = liveRelease(ledger);
  if (live === undefined) return { do: 'skip', why: 'nothing was deployed here yet' };
  if (live.state === 'verified' || live.state === 'unproven') return { do: 'precheck', release: live };
  return { do: 'skip', why: `release ${live.number} is ${live.state}, which is no measure for the next one` };
}
