/** One bet on how a bad release looks: a round fails with probability `q`; `w` is its share of the wager. */
export interface Alternative {
  q: number;
  w: number;
}

/** When evidence decides. What it promises, and under which assumptions, is decision record 12. */
export interface Rule {
  /** Bound on the probability that a good release is rolled back, over all checks. */
  alpha: number;
  /** Most probable share of failed rounds of a good release: after a clean round, and after a failed one. */
  a: number;
  r: number;
  alternatives: readonly Alternative[];
  /** The share of the wager that waits for a failure which begins in one of so many later rounds: a k-th each for the k-th. */
  late: { share: number; rounds: number };
  /** Failed rounds at every vantage without which nothing is rolled back. */
  minimum: number;
  /** Clean rounds in a row that keep a release. */
  clean: number;
  /** Milliseconds of voting after which it ends without a verdict. */
  voting: number;
  /** Rounds in a row without any vote after which it ends. */
  silent: number;
}

/** For a new release; made for a round every five seconds. */
export const releaseRule: Rule = {
  alpha: 1e-5,
  a: 0.01,
  r: 0.8,
  alternatives: [
    { q: 0.99, w: 0.6 },
    { q: 0.9, w: 0.25 },
    { q: 0.4, w: 0.15 },
  ],
  late: { share: 0.18, rounds: 12 },
  minimum: 3,
  clean: 12,
  voting: 240_000,
  silent: 30,
};

/** Bursts of failures are expected to be shorter: sooner decided, and sooner wrong. */
export const fastRule: Rule = { ...releaseRule, r: 0.6 };

/** For a release that was verified before and is back. */
export const restoredRule: Rule = { ...releaseRule, clean: 3, voting: 120_000 };
