/** The exact 95 % interval of a share of which `hits` of `trials` were seen. */
export function clopperPearson(hits: number, trials: number): [number, number] {
  const tail = 0.025;
  const low = hits === 0 ? 0 : bisect((p) => 1 - atMost(hits - 1, trials, p) < tail);
  const high = hits === trials ? 1 : bisect((p) => atMost(hits, trials, p) > tail);
  return [low, high];
}

/** The greatest p for which it still holds. */
function bisect(holds: (p: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Probability of at most so many hits, summed over the shorter side. */
function atMost(hits: number, trials: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return hits >= trials ? 1 : 0;
  if (hits > trials / 2) return 1 - atMost(trials - hits - 1, trials, 1 - p);
  let term = trials * Math.log1p(-p);
  let sum = Math.exp(term);
  for (let k = 1; k <= hits; k++) {
    term += Math.log((trials - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}
