import { guard } from './exchange-guard.ts';
import type { Answer, Sent } from './line.ts';
import type { Slots } from './slots.ts';

/**
 * Starts an exchange when there is room for it; while it waits, it may be aborted or last too long like any other.
 * @param start gets what gives its place back
 */
export function inTurn(
  free: Slots,
  sent: Sent,
  start: (leave: () => void) => Promise<Answer>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const waiting = guard(sent, (why) => {
      leave();
      reject(why);
    });
    const leave = free.enter(
      () => {
        waiting.done();
        start(() => leave()).then(resolve, reject);
      },
      (error) => {
        waiting.done();
        reject(error);
      },
    );
  });
}
