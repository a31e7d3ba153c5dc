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

const defaultTries = 5;
const firstWait = 500;
/** The longest that is waited before one try, and before all of one operation, in milliseconds. */
const longestWait = 30_000;
const waitingInAll = 60_000;

/**
 * Does an operation that is safe to repeat, again as long as its faults are transient and patience lasts. A wait that
 * the registry asks for is kept to; one that is too long ends the operation at once.
 */
export async function patiently<T>(
  attempt: () => Promise<T>,
  clock: Clock,
  tries = defaultTries,
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
