import type { FaultClass } from './answer.ts';
import type { Rule } from './judge/rule.ts';

/** `void`: the question was put or meant, but the answer proves nothing about the new version. */
export type ObservationClass = 'pass' | 'assertion' | FaultClass | 'void';

/** What one check showed at one vantage in one round: the worst of everything that was asked. */
export interface Observation {
  check: string;
  class: ObservationClass;
  /** Who answered worst: a pod, or the host of the URL. */
  target: string;
  /** Milliseconds of the slowest exchange. */
  ms: number;
  expected?: string;
  got?: string;
  /** Questions of this round that count, and how many of them failed. */
  asked: number;
  failed: number;
}

export interface VantageRound {
  vantage: string;
  /** Why this vantage has no vote in this round. */
  abstains?: string;
  observations: readonly Observation[];
}

export interface Round {
  number: number;
  /** Milliseconds since the first round began. */
  at: number;
  /** Why nothing in this round counts, e.g. that old pods could have answered. */
  void?: string;
  /** What the app depends on and does not answer, so that failures in this round accuse nobody. */
  control?: string;
  vantages: readonly VantageRound[];
}

/** A check that failed at a vantage before the rollout already: it has no vote there. */
export interface BrokenBefore {
  check: string;
  vantage: string;
}

/** Everything a verdict is made of; plain JSON, so that it can be stored and judged again. */
export interface Evidence {
  format: 2;
  release: number;
  rule: Rule;
  /** Names of all checks that were to be asked. */
  checks: readonly string[];
  brokenBefore: readonly BrokenBefore[];
  rounds: readonly Round[];
  /** A fact that decides alone, such as a container that keeps crashing. */
  decisive?: string;
  /** Why no further round follows. */
  ended?: string;
}

/** Characters above which words are left out, and above which GitHub would refuse an output. */
const most = { words: 60_000, all: 900_000 };

/**
 * The evidence as one line of JSON. When it is long, what was expected and got is left out of all rounds but the last; the
 * classes and counts, from which the verdict follows, are whole, or the text is empty.
 */
export function evidenceJson(evidence: Evidence, limits = most): string {
  const whole = JSON.stringify(evidence);
  if (whole.length <= limits.words) return whole;
  const rounds = evidence.rounds.map((round, index) =>
    index === evidence.rounds.length - 1 ? round : { ...round, vantages: round.vantages.map(bare) },
  );
  const short = JSON.stringify({ ...evidence, rounds });
  return short.length <= limits.all ? short : '';
}

function bare(round: VantageRound): VantageRound {
  const observations = round.observations.map(({ expected: _expected, got: _got, ...kept }) => kept);
  return { ...round, observations };
}
