/** Seconds after its last renewal at which others may take a lease over. */
export const leaseSeconds = {
  /** While a step runs, which renews it. */
  held: 30,
  /** From one step of a job to the next, when nobody does. */
  kept: 60,
} as const;

/** Milliseconds between renewals. */
export const renewEvery = 8000;
/** Milliseconds until a renewal that failed is tried again. */
export const renewAgain = 1000;

/**
 * Milliseconds after its last renewal at which a holder stops writing. The rest of the duration is for what clocks
 * are wrong by, and for requests that are on their way.
 */
export function writableFor(seconds: number): number {
  return (seconds * 1000 * 2) / 3;
}
