import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../ports.ts';

export const nodeClock: Clock = {
  now: () => Date.now(),
  wait: async (milliseconds, signal) => {
    await setTimeout(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      throw signal?.aborted ? signal.reason : error;
    });
  },
};

/** The same, but never set back or forward while it runs: for measuring how long something takes. */
export const steadyClock: Clock = { ...nodeClock, now: () => performance.timeOrigin + performance.now() };
