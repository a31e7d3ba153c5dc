import { describe, expect, test } from 'vitest';
import type { RolloutStatus } from '../src/rollout/facts.ts';

/** `text` must stand somewhere in the answer: a reason, a message, a note. */
export type Case = [name: string, found: () => RolloutStatus, state: RolloutStatus['state'], text?: string];

/** One test a case. */
export function table(title: string, cases: Case[]): void {
  describe(title, () => {
    test.each(cases)('%s', (_name, found, state, text) => {
      const result = found();
      expect(result.state, JSON.stringify(result)).toBe(state);
      if (text !== undefined) expect(JSON.stringify(result)).toContain(text);
    });
  });
}
