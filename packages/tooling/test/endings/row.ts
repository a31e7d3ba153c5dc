import { type Contract, Failure, failureReport } from '@workaday/core';

/** One way in which an action may end, and what its part of the run's summary must say. */
export interface Row {
  action: string;
  outcome: string;
  /** Told apart from the other rows of its outcome. */
  case: string;
  summary: string;
  /** Which ending it was. */
  which: string;
  why: string;
  /** What comes next, or what it waits for. */
  moves: string;
}

type Parts = Pick<Row, 'case' | 'summary' | 'which' | 'why' | 'moves'>;

export function rowsOf(contract: Contract, rows: readonly (Parts & { outcome: string })[]): Row[] {
  return rows.map((row) => ({ ...row, action: contract.name }));
}

/** An ending that an action throws; every one of them goes the same way to the summary. */
export function thrown(contract: Contract, failure: unknown): { outcome: string; summary: string } {
  if (!(failure instanceof Failure)) throw new Error('this is no ending of an action');
  const { outcome, summary } = failureReport(contract, failure);
  return { outcome, summary };
}

/** What a call throws. */
export function failureOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** The parts of an account that a summary lacks. */
export function missingParts({ summary, which, why, moves }: Row): string[] {
  const parts = { which, why, moves };
  return Object.entries(parts)
    .filter(([, text]) => text === '' || !summary.includes(text))
    .map(([name]) => name);
}
