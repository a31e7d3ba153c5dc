import { expect, test } from 'vitest';
import { nodeClock, steadyClock } from '../src/node/clock.ts';

test.each([
  ['the wall clock', nodeClock],
  ['the steady clock', steadyClock],
])('a wait of %s that is given up says why, as a request does', async (_, clock) => {
  const why = new Error('another run took over');
  const stop = new AbortController();
  const waiting = clock.wait(60_000, stop.signal);
  stop.abort(why);
  await expect(waiting).rejects.toBe(why);
  await expect(clock.wait(60_000, AbortSignal.abort(why))).rejects.toBe(why);
});
