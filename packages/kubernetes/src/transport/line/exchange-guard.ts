import type { Sent } from './line.ts';
import { LostRequest } from './lost-request.ts';

/** Ends an exchange that was aborted, or in which nothing has come for too long. */
export interface Guard {
  /** Something came: patience begins anew. */
  heard(): void;
  done(): void;
}

/** @param end called once, with the abort's reason or a LostRequest */
export function guard({ signal, timeout }: Sent, end: (why: unknown) => void): Guard {
  const timer = setTimeout(() => {
    done();
    end(new LostRequest('timeout', 'ETIMEDOUT', `no answer within ${timeout / 1000} s`));
  }, timeout);
  const aborted = () => {
    done();
    end(signal?.reason);
  };
  const done = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
  };
  if (signal?.aborted) queueMicrotask(aborted);
  else signal?.addEventListener('abort', aborted, { once: true });
  return { heard: () => timer.refresh(), done };
}
