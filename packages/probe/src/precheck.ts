import type { Evidence } from './evidence.ts';

/**
 * Which checks the running version fails already, by name. Broken is what failed whenever it was asked, at
 * every vantage: one pass proves that it can pass. Checks that nobody could ask are left out.
 */
export function precheckResult(evidence: Evidence): Record<string, 'broken' | 'ok'> {
  const seen = evidence.rounds
    .filter((round) => round.void === undefined)
    .flatMap((round) => round.vantages.filter((vantage) => vantage.abstains === undefined))
    .flatMap((vantage) => vantage.observations)
    .filter((observation) => observation.class !== 'void');
  return Object.fromEntries(
    evidence.checks.flatMap((check) => {
      const own = seen.filter((observation) => observation.check === check);
      if (own.length === 0) return [];
      return [[check, own.some((observation) => observation.class === 'pass') ? 'ok' : 'broken'] as const];
    }),
  );
}
