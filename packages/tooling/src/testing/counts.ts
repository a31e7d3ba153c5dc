/** How many tests ended how. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export const noTests: Counts = { passed: 0, failed: 0, skipped: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The last line of `npm test`. */
export function countsLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Green only when something was proven and nothing failed. */
export function exitCodeOf({ passed, failed }: Counts): 0 | 1 {
  return failed === 0 && passed > 0 ? 0 : 1;
}

/**
 * What a vitest run counts as: its own counts, and never less than one failure when it ended badly
 * (crashed before it could count, found no test, lost a worker).
 */
export function countsOfRun(counted: Counts | undefined, exitCode: number): Counts {
  const counts = counted ?? noTests;
  const bad = exitCode !== 0 || counted === undefined || counts.passed + counts.failed + counts.skipped === 0;
  return bad && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
