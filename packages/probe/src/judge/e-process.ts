import type { Rule } from './rule.ts';

/**
 * The wager of one check at one vantage against "this release is good". Its value multiplies with what rounds show;
 * whatever the truth, as long as rounds fail no more often than the rule's `a` and `r`, it is not expected to grow
 * (a test supermartingale), so it ever reaches x with a probability of at most 1/x.
 */
export interface EProcess {
  /** Rounds that counted. */
  rounds: number;
  /** Whether the latest of them failed. */
  failed: boolean;
  /** What is not wagered yet. */
  kept: number;
  /** What each alternative has made of its share. */
  stakes: readonly number[];
}

export function begin(rule: Rule): EProcess {
  return { rounds: 0, failed: false, kept: 1, stakes: rule.alternatives.map(() => 0) };
}

/** The process after one more round that counts. */
export function bet(process: EProcess, failed: boolean, rule: Rule): EProcess {
  const wagered = wagerAt(process.rounds, rule);
  const stakes = rule.alternatives.map(
    ({ q, w }, index) =>
      ((process.stakes[index] ?? 0) + w * wagered) * factor(q, failed, process.failed, rule),
  );
  return { rounds: process.rounds + 1, failed, kept: Math.max(0, process.kept - wagered), stakes };
}

export function wealthOf({ kept, stakes }: EProcess): number {
  return stakes.reduce((sum, stake) => sum + stake, kept);
}

/**
 * By what a round multiplies a bet on `q`. No bet expects fewer failures than a good release may have: without this
 * `max`, a clean round after a failed one would speak against the release, and the bound would be void.
 */
export function factor(q: number, failed: boolean, failedBefore: boolean, rule: Rule): number {
  const good = failedBefore ? rule.r : rule.a;
  const bad = Math.max(q, good);
  return failed ? bad / good : (1 - bad) / (1 - good);
}

/** The share that is wagered from this round on, counted from 0. */
function wagerAt(round: number, { late }: Rule): number {
  if (round === 0) return 1 - late.share;
  return round <= late.rounds ? late.share / round / harmonic(late.rounds) : 0;
}

function harmonic(count: number): number {
  let sum = 0;
  for (let k = 1; k <= count; k++) sum += 1 / k;
  return sum;
}
