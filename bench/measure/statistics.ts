/** Milliseconds of several runs of one thing, summed up. */
export interface Timing {
  median: number;
  minimum: number;
  runs: number;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('there is no median of no values');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function timingOf(milliseconds: readonly number[]): Timing {
  return {
    median: rounded(median(milliseconds)),
    minimum: rounded(Math.min(...milliseconds)),
    runs: milliseconds.length,
  };
}

/** With two digits after the point: what lies behind them is noise. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
