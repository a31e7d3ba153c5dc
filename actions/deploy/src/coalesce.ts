/** `superseded` has this reason when a run steps aside; for the deploy's closed list. */
export const coalesceReasons = {
  coalesced:
    'Newer merges were waiting, and `coalesce: true` lets this run step aside for the newest, whose run brings this commit, too.',
} as const;

/** What a run knows of itself. */
export interface OwnRun {
  commit: string;
  event: string;
  ref: string;
  /** `1` for the first attempt. */
  attempt: string;
  /** Undefined when the event does not say. */
  defaultBranch: string | undefined;
  /** Commits that the push reverts. */
  reverted: readonly string[];
}

/** A commit on the default branch behind ours. */
export interface LaterCommit {
  sha: string;
  message: string;
}

/** What GitHub says of the default branch. */
export interface Ahead {
  /** Of the comparison: `ahead` when ours is an ancestor of the branch's head. */
  status: string;
  /** How many commits there are behind ours. */
  count: number;
  /** Oldest first, the branch's head last. */
  commits: readonly LaterCommit[];
  /** The heads of the branch's pushes: only those have runs. Empty when they were not asked for. */
  pushed: readonly string[];
}

/** Why this run deploys whatever is waiting; undefined when GitHub has to be asked. */
export function deploysAnyway(own: OwnRun): string | undefined {
  const { event, ref, attempt, defaultBranch, reverted } = own;
  if (event !== 'push') return `it was started by ${event}, so somebody wants exactly this`;
  if (attempt !== '1') return `this is attempt ${attempt}: whoever runs it again wants it deployed`;
  if (defaultBranch === undefined) return 'the event does not name the default branch';
  if (ref !== `refs/heads/${defaultBranch}`) return `it runs on ${ref}, not on the default branch`;
  // A freeze lets this revert pass, and would stop what comes behind it.
  if (reverted.length > 0) return `it reverts ${reverted.map((sha) => sha.slice(0, 12)).join(', ')}`;
  return undefined;
}

/** Whether the head has no run of its own, so that it has to be known which commits were pushed. */
export function needsPushes({ status, commits }: Ahead): boolean {
  const head = commits.at(-1);
  return status === 'ahead' && head !== undefined && skipsRuns(head.message);
}

/** The newest commit behind ours that has a run; undefined when there is no evidence of one. */
export function newestWithRun(ahead: Ahead): LaterCommit | undefined {
  if (ahead.status !== 'ahead') return undefined;
  const head = ahead.commits.at(-1);
  const hasRun = (commit: LaterCommit) =>
    !skipsRuns(commit.message) && (commit === head || ahead.pushed.includes(commit.sha));
  return ahead.commits.findLast(hasRun);
}

const skipping = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks: ?true\s*$/im;

/** Whether GitHub starts no run for a push whose head says this. */
export function skipsRuns(message: string): boolean {
  return skipping.test(message);
}
