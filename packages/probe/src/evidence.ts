import type { FaultClass } from './answer.ts';

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
  vantages: readonly VantageRound[];
}

/** Everything a verdict is made of; plain JSON, so that it can be stored and judged again. */
export interface Evidence {
  format: 1;
  release: number;
  /** Names of all checks that were to be asked. */
  checks: readonly string[];
  /** Names of those that failed before the rollout already. */
  brokenBefore: readonly string[];
  rounds: readonly Round[];
  /** A fact that decides alone, such as a container that keeps crashing. */
  decisive?: string;
  /** Why no further round follows. */
  ended?: string;
}

/**
 * The evidence as one line of JSON. Above `limit` characters, what was expected and got is left out of
 * all rounds but the last; the classes, from which the verdict follows, are always whole.
 */
export function evidenceJson(evidence: Evidence, limit = 60_000): string {
  const whole = JSON.stringify(evidence);
  if (whole.length <= limit) return whole;
  const rounds = evidence.rounds.map((round, index) =>
    index === evidence.rounds.length - 1 ? round : { ...round, vantages: round.vantages.map(bare) },
  );
  return JSON.stringify({ ...evidence, rounds });
}

function bare(round: VantageRound): VantageRound {
  return {
    ...round,
    observations: round.observations.map(({ check, class: kind, target, ms }) => ({
      check,
      class: kind,
      target,
      ms,
    })),
  };
}
