interface Waiting {
  readonly holder: string;
  readonly enter: () => void;
}

/** Who holds which concurrency group; everybody else waits in order and is never dropped (`queue: max`). Names ignore case. */
export class ConcurrencyGroups {
  readonly #holders = new Map<string, string>();
  readonly #queues = new Map<string, Waiting[]>();

  /** Resolves when the group is the holder's; asking again for what one holds, or waits for, is safe. */
  acquire(group: string, holder: string): Promise<void> {
    const name = group.toLowerCase();
    const current = this.#holders.get(name);
    if (current === undefined || current === holder) {
      this.#holders.set(name, holder);
      return Promise.resolve();
    }
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    return new Promise((enter) => {
      const already = queue.findIndex((one) => one.holder === holder);
      if (already < 0) queue.push({ holder, enter });
      else {
        const earlier = queue[already] as Waiting;
        const both = () => {
          earlier.enter();
          enter();
        };
        queue[already] = { holder, enter: both };
      }
    });
  }

  /** Gives up all that a holder has or waits for; `matches` says which holders. */
  release(matches: (holder: string) => boolean): void {
    for (const [name, queue] of this.#queues)
      this.#queues.set(
        name,
        queue.filter((one) => !matches(one.holder)),
      );
    for (const [name, holder] of [...this.#holders]) {
      if (!matches(holder)) continue;
      const next = this.#queues.get(name)?.shift();
      if (next) this.#holders.set(name, next.holder);
      else this.#holders.delete(name);
      next?.enter();
    }
  }
}
