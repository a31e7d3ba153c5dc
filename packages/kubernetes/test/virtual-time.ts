import type { Clock } from '@workaday/core';

/** Time that passes only when nothing is left to do at its present moment. Milliseconds from 0. */
export class VirtualTime {
  now = 0;
  /** Called before time passes, where something of the real world needs some of its own. */
  pace: (milliseconds: number) => Promise<void> | undefined = () => undefined;
  readonly #standing = new Set<Promise<unknown>>();
  readonly #queue: { at: number; run: () => void }[] = [];

  at(moment: number, run: () => void): () => void {
    const entry = { at: Math.max(moment, this.now), run };
    const index = this.#queue.findIndex((other) => other.at > entry.at);
    this.#queue.splice(index === -1 ? this.#queue.length : index, 0, entry);
    return () => {
      const found = this.#queue.indexOf(entry);
      if (found !== -1) this.#queue.splice(found, 1);
    };
  }

  /** Time stands still until this has ended. */
  standStill(until: Promise<unknown>): void {
    const ended: Promise<unknown> = until.then(
      () => this.#standing.delete(ended),
      () => this.#standing.delete(ended),
    );
    this.#standing.add(ended);
  }

  /** Lets everything happen up to a moment. */
  async run(until: number): Promise<void> {
    for (;;) {
      await settled();
      if (this.#standing.size > 0) {
        await Promise.all(this.#standing);
        continue;
      }
      const next = this.#queue[0];
      if (!next || next.at > until) return;
      const paced = next.at > this.now ? this.pace(next.at - this.now) : undefined;
      if (paced) {
        await paced;
        if (this.#queue[0] !== next) continue;
      }
      this.#queue.shift();
      this.now = next.at;
      next.run();
    }
  }
}

/** After every promise that is settled has been taken up. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A process in virtual time, which can stand still, and whose clock may be wrong. */
export class Process {
  readonly time: VirtualTime;
  readonly skew: number;
  #stillUntil = 0;
  #dead = false;

  constructor(time: VirtualTime, skew: number) {
    this.time = time;
    this.skew = skew;
  }

  /** Does something inside this process: later when it stands still, never when it is dead. */
  inside(run: () => void): void {
    if (this.#dead) return;
    if (this.#stillUntil <= this.time.now) run();
    else this.time.at(this.#stillUntil, () => this.inside(run));
  }

  standStill(duration: number): void {
    this.#stillUntil = Math.max(this.#stillUntil, this.time.now + duration);
  }

  die(): void {
    this.#dead = true;
  }

  get dead(): boolean {
    return this.#dead;
  }

  readonly clock: Clock = {
    now: () => this.time.now + this.skew,
    wait: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const cancel = this.time.at(this.time.now + milliseconds, () => this.inside(resolve));
        const abort = () => {
          cancel();
          reject(signal?.reason);
        };
        if (signal?.aborted) return abort();
        signal?.addEventListener('abort', abort, { once: true });
      }),
  };
}
