export type Level = 'ok' | 'warning' | 'problem' | 'unknown';

/** What one check says. */
export interface Finding {
  /** Of a closed list, see README.md. */
  id: string;
  level: Level;
  /** What is the case, as a sentence. */
  what: string;
  /** Why it matters; empty for what is well. */
  why: string;
  /** What to do, or how to make it known; empty for what is well. */
  next: string;
}

export function ok(id: string, what: string): Finding {
  return { id, level: 'ok', what, why: '', next: '' };
}

type Parts = Pick<Finding, 'what' | 'why' | 'next'>;

export function problem(id: string, parts: Parts): Finding {
  return { id, level: 'problem', ...parts };
}

export function warning(id: string, parts: Parts): Finding {
  return { id, level: 'warning', ...parts };
}

/** What could not be asked; never taken for well. */
export function unknown(id: string, what: string, { why, next }: Unasked): Finding {
  return { id, level: 'unknown', what, why, next };
}

/** Why a question has no answer, and how to get one. */
export interface Unasked {
  why: string;
  next: string;
}

/** An answer, or why there is none. */
export type Known<T> = { known: true; value: T } | ({ known: false } & Unasked);

export function known<T>(value: T): Known<T> {
  return { known: true, value };
}

export function notKnown(why: string, next: string): { known: false } & Unasked {
  return { known: false, why, next };
}
