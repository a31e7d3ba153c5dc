import { rounded } from './statistics.ts';

/** One figure that an issue sets. */
export interface Goal {
  name: string;
  /** What was measured; null when it could not be. */
  value: number | null;
  /** What it has to be, such as `≤ 4`. */
  goal: string;
  met: boolean;
}

export function atMost(name: string, value: number | undefined, limit: number): Goal {
  return goalOf(name, value, `≤ ${limit}`, (measured) => measured <= limit);
}

export function atLeast(name: string, value: number | undefined, limit: number): Goal {
  return goalOf(name, value, `≥ ${limit}`, (measured) => measured >= limit);
}

export function exactly(name: string, value: number | undefined, expected: number): Goal {
  return goalOf(name, value, `${expected}`, (measured) => measured === expected);
}

/** A figure that has to be there, whatever it is. */
export function counted(name: string, value: number | undefined): Goal {
  return goalOf(name, value, 'counted', () => true);
}

function goalOf(
  name: string,
  value: number | undefined,
  goal: string,
  met: (measured: number) => boolean,
): Goal {
  if (value === undefined || !Number.isFinite(value)) return { name, value: null, goal, met: false };
  return { name, value: rounded(value), goal, met: met(value) };
}
