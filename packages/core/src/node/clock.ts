import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../ports.ts';

export const nodeClock: Clock = {
  now: () => Date.now(),
  wait: async (milliseconds, signal) => {
    await setTimeout(milliseconds, undefined, signal ? { signal } : {});
  },
};
