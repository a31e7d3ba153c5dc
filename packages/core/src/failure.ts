/** Where a problem is: a file of the repository, 1-based line and column. */
export interface Place {
  file: string;
  line?: number | undefined;
  column?: number | undefined;
}

/** One thing that is wrong. A failure carries all that were found, not only the first. */
export interface Problem {
  what: string;
  place?: Place | undefined;
  next?: string | undefined;
}

export interface FailureParts {
  /** A code of the action's closed list of reasons. */
  reason: string;
  /** One sentence: what happened, with the name and the value at fault. */
  what: string;
  /** Why it happened, as far as it is known. */
  why?: string | undefined;
  /** What the reader can do now. */
  next: string;
  place?: Place | undefined;
  problems?: readonly Problem[] | undefined;
  /** Raw evidence (log lines, events); shown as text in the summary, never interpreted. */
  evidence?: string | undefined;
  /** Another outcome than `failed`, e.g. `refused`. */
  outcome?: string | undefined;
  /** Outputs that are already true although the action failed. */
  outputs?: Readonly<Record<string, string>> | undefined;
  cause?: unknown;
}

/** A failure that a person can act on. Anything else that is thrown is a bug of ours and is reported as one. */
export class Failure extends Error {
  readonly parts: FailureParts;

  constructor(parts: FailureParts) {
    super(parts.what, { cause: parts.cause });
    this.name = 'Failure';
    this.parts = parts;
  }
}

/** The text of anything that was thrown, with its chain of causes. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.message || error.name;
  const cause = error.cause === undefined ? '' : errorMessage(error.cause);
  return cause && !own.includes(cause) ? `${own}: ${cause}` : own;
}
