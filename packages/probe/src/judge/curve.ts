import type { Evidence } from '../evidence.ts';
import { wealthOf } from './e-process.ts';
import { noRounds, step, thresholds, voters } from './state.ts';

/** How the evidence against one check grew. */
export interface EvidenceCurve {
  check: string;
  points: readonly CurvePoint[];
}

export interface CurvePoint {
  round: number;
  /** Milliseconds since the first round. */
  at: number;
  /** Power of ten that the evidence must reach at every vantage. */
  threshold: number;
  /** Power of ten of the evidence, by vantage; those that have no vote are absent. */
  values: Readonly<Record<string, number>>;
}

/** The curve of the check that came nearest to a rollback; undefined when nothing was asked. */
export function evidenceCurve(evidence: Evidence): EvidenceCurve | undefined {
  let state = noRounds;
  const seen = evidence.rounds.map((round) => {
    state = step(state, round, evidence);
    return { round: round.number, at: round.at, state, limits: thresholds(state, evidence) };
  });
  const curves = evidence.checks.map((check): EvidenceCurve => {
    const points = seen.map(({ round, at, state: then, limits }): CurvePoint => {
      const values = voters(then, check).map(
        ({ vantage, process }) => [vantage, Math.log10(wealthOf(process))] as const,
      );
      return { round, at, threshold: Math.log10(limits(check)), values: Object.fromEntries(values) };
    });
    return { check, points };
  });
  return curves.sort((a, b) => nearest(b) - nearest(a))[0];
}

/** How much of the way to the threshold the weakest vantage went, at most. */
function nearest({ points }: EvidenceCurve): number {
  return Math.max(
    ...points.map(({ threshold: limit, values }) => {
      const all = Object.values(values);
      return all.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...all) / limit;
    }),
  );
}
