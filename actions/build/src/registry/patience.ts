import { type Clock, Failure } from '@workaday/core';
import type { RetryAfter } from './retry-after.ts';

/** A fault that may be gone when the same is asked again. */
export class Transient extends Error {
  /** What is to be said when it stays. */
  readonly failure: Failure;
  readonly retryAfter: RetryAfter | undefined;

  constructor(failure: Failure, retryAfter?: RetryAfter) {
    super(failure.message, { cause: failure });
    this.failure = failure;
    this.retryAfter = retryAfter;
  }
}

/** How much time one operation may take; in milliseconds. */
export interface Patience {
  tries: number;
  /** For one answer; the adapter's own when undefined. */
  timeout?: number | undefined;
  /** The longest wait before one try. */
  longestWait: number;
  /** The waits before all tries together. */
  waitingInAll: number;
}

/** For what has to be done: the job would fail without it. */
export const patience: Patience = { tries: 5, longestWait: 30_000, waitingInAll: 60_000 };
/** For what saves time only when it is known soon. */
export const haste: Patience = { tries: 2, timeout: 5000, longestWait: 2000, waitingInAll: 2000 };

const firstWait = 500;

/**
 * Does an operation that is safe to repeat, again as long as its faults are transient and patience lasts. A wait that
 * the registry asks for is kept to; one that is too long ends the operation at once.
 */
export async function patiently<T>(
  attempt: () => Promise<T>,
  clock: Clock,
  { tries, longestWait, waitingInAll }: Patience,
): Promise<T> {
  let waited = 0;
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Transient)) throw error;
      const wait = error.retryAfter?.milliseconds ?? firstWait * 2 ** (tried - 1);
      const tooLong = wait > longestWait || waited + wait > waitingInAll;
      if (tried >= tries || tooLong) throw givenUp(error, tried);
      waited += wait;
      await clock.wait(wait);
    }
  }
}

function givenUp({ failure: { parts }, retryAfter }: Transient, tried: number): Failure {
  const asked = retryAfter && `The registry asks to come back ${retryAfter.when}.`;
  return new Failure({
    ...parts,
    what: tried === 1 ? parts.what : `${parts.what} (tried ${tried} times)`,
    why: [parts.why, asked].filter(Boolean).join(' ') || undefined,
  });
}
