import type { ClientHttp2Session } from 'node:http2';
import { LostRequest } from './lost-request.ts';

export interface Pulse {
  /** Milliseconds between PINGs. */
  every: number;
  /** How long an answer to one may take until the line counts as dead. */
  patience: number;
}

/**
 * Asks again and again whether the other end is still there: a connection that a firewall forgot, or whose host is gone,
 * stays silent for ever. One that does not answer is given up with all its streams. Answers what stops it.
 */
export function watchPulse(session: ClientHttp2Session, { every, patience }: Pulse): () => void {
  let dead: NodeJS.Timeout | undefined;
  const beat = setInterval(() => {
    if (dead || session.closed || session.destroyed) return;
    dead = setTimeout(() => {
      session.destroy(new LostRequest('cut', 'ETIMEDOUT', 'the server no longer answers on this connection'));
    }, patience);
    dead.unref();
    session.ping((error) => {
      if (error) return;
      clearTimeout(dead);
      dead = undefined;
    });
  }, every);
  beat.unref();
  const stop = () => {
    clearInterval(beat);
    clearTimeout(dead);
  };
  session.once('close', stop);
  return stop;
}
