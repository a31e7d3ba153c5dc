import { setTimeout } from 'node:timers/promises';
import { goodText } from './app.ts';

const pause = 50;
const patience = 2000;

/** What users saw of the app while something went on; times in milliseconds since 1970. */
export interface Seen {
  requests: number;
  failed: number;
  /** The first answer that was bad, and the first good one after the last bad one. */
  firstBad: number | undefined;
  goodAgain: number | undefined;
}

/** A user who reloads the page all the time, each time on a new connection. */
export class User {
  readonly #url: string;
  readonly #stop = new AbortController();
  readonly #seen: Seen = { requests: 0, failed: 0, firstBad: undefined, goodAgain: undefined };
  #goodInARow = 0;
  readonly #ended: Promise<void>;

  constructor(url: string) {
    this.#url = url;
    this.#ended = this.#reload();
  }

  /** Waits until a second of answers was good, for a minute at most: pods that end may answer a moment longer. */
  async content(): Promise<void> {
    for (let turn = 0; turn < 1200 && this.#goodInARow < 20; turn++) await setTimeout(pause);
  }

  async leave(): Promise<Seen> {
    this.#stop.abort();
    await this.#ended;
    return this.#seen;
  }

  async #reload(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const good = await answersWell(this.#url);
      this.#goodInARow = good ? this.#goodInARow + 1 : 0;
      const seen = this.#seen;
      seen.requests += 1;
      if (!good) {
        seen.failed += 1;
        seen.firstBad ??= Date.now();
        seen.goodAgain = undefined;
      } else if (seen.firstBad !== undefined) seen.goodAgain ??= Date.now();
      await setTimeout(pause);
    }
  }
}

export async function answersWell(url: string): Promise<boolean> {
  try {
    const headers = { connection: 'close' };
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(patience) });
    return answer.status === 200 && (await answer.text()).trimEnd() === goodText;
  } catch {
    return false;
  }
}
