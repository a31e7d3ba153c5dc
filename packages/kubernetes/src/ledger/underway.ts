import type { Clock } from '@workaday/core';

/** Writes that were sent, and of which nobody knows yet what became of them. */
export interface Underway {
  track<Answer>(answer: Promise<Answer>): Promise<Answer>;
  /** Waits until all have ended, however; false when that takes longer than so many milliseconds. */
  ended(within: number): Promise<boolean>;
}

export function underway(clock: Clock): Underway {
  const open = new Set<Promise<unknown>>();
  return {
    track(answer) {
      const ended: Promise<unknown> = answer.then(
        () => open.delete(ended),
        () => open.delete(ended),
      );
      open.add(ended);
      return answer;
    },
    async ended(within) {
      if (open.size === 0) return true;
      const stop = new AbortController();
      const late = clock.wait(Math.max(0, within), stop.signal).then(
        () => false,
        () => false,
      );
      const all = Promise.all(open).then(() => true);
      return Promise.race([all, late]).finally(() => stop.abort());
    },
  };
}
