/** Lets only so many in at a time; the others wait in their order. */
export interface Slots {
  /** Calls `start` when there is room, or `lost` when there will never be; answers what gives the place back, once. */
  enter(start: () => void, lost: (error: Error) => void): () => void;
  /** Nobody is let in any more. */
  end(error: Error): void;
}

export function slots(limit: () => number): Slots {
  let inside = 0;
  let over: Error | undefined;
  const waiting = new Set<{ start: () => void; lost: (error: Error) => void }>();
  const admit = () => {
    for (const one of waiting) {
      if (inside >= limit()) return;
      waiting.delete(one);
      inside += 1;
      one.start();
    }
  };
  return {
    enter(start, lost) {
      const one = { start, lost };
      let left = false;
      waiting.add(one);
      queueMicrotask(() => {
        if (over) {
          if (waiting.delete(one)) lost(over);
        } else admit();
      });
      return () => {
        if (left) return;
        left = true;
        if (waiting.delete(one)) return;
        inside -= 1;
        admit();
      };
    },
    end(error) {
      over = error;
      for (const one of waiting) one.lost(error);
      waiting.clear();
    },
  };
}
