/** Numbers that a seed decides, so that every run measures the same deployments. */
export interface Random {
  /** 0 to 1. */
  next(): number;
  chance(probability: number): boolean;
  /** Exponentially distributed. */
  exponential(mean: number): number;
  /** Pareto distributed: most are short, and some last very long. */
  pareto(shortest: number, shape: number): number;
}

/** mulberry32: 32 bits of state, good enough for noise, and fast. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    exponential: (mean) => -mean * Math.log(1 - next()),
    pareto: (shortest, shape) => shortest / (1 - next()) ** (1 / shape),
  };
}
