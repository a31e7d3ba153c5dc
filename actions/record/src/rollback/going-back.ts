/** One side of a rollback by hand. */
export interface ReleaseName {
  /** Number in the ledger; empty when it is not known. */
  release: string;
  version: string;
  commit: string;
}

/** A rollback by hand, and what its step answered. */
export interface GoingBack {
  app: string;
  environment: string;
  outcome: string;
  /** Code of the step's closed list. */
  reason: string;
  by: string;
  /** The person's own words. */
  why: string;
  /** What was gone back from; without a number when none was left. */
  left: ReleaseName;
  /** What was gone back to; without a number when it does not serve. */
  back: ReleaseName;
  /** ISO 8601; empty when nothing is frozen. */
  frozenUntil: string;
  runUrl: string;
  runId: string;
  at: string;
}

export const backStates = ['rolled-back', 'rollback-failed', 'failed', 'refused', 'nothing-to-do'] as const;
export type BackState = (typeof backStates)[number];

/** How it ended; an answer that never came, or that nobody knows, is a failure. */
export function backState({ outcome }: Pick<GoingBack, 'outcome'>): BackState {
  return backStates.find((state) => state === outcome) ?? 'failed';
}

/** Whether it touched anything, as far as is known: of a step that died nothing is. */
export function wasBegun({ outcome, left, frozenUntil }: GoingBack): boolean {
  return outcome === '' || left.release !== '' || frozenUntil !== '';
}
