import type { Evidence } from '../evidence.ts';
import { wealthOf } from './e-process.ts';
import { noRounds, type State, step, threshold, voters } from './state.ts';

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
  const states: State[] = [];
  let state = noRounds;
  for (const round of evidence.rounds) {
    state = step(state, round, evidence);
    states.push(state);
  }
  const curves = evidence.checks.map((check): EvidenceCurve => {
    const points = evidence.rounds.map(({ number, at }, index): CurvePoint => {
      const tracks = voters(states[index] ?? noRounds, check);
      const limit = threshold(Math.max(1, tracks.length), evidence);
      const values = tracks.map(({ vantage, process }) => [vantage, Math.log10(wealthOf(process))] as const);
      return { round: number, at, threshold: Math.log10(limit), values: Object.fromEntries(values) };
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
