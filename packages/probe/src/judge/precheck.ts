import type { BrokenBefore, Evidence } from '../evidence.ts';
import { type Rule, releaseRule } from './rule.ts';
import { votesOf } from './votes.ts';

/** By check and vantage, what the version before showed; what nobody could ask is absent. */
export type Prechecks = Record<string, Record<string, 'broken' | 'ok'>>;

export const precheckRounds = 6;
/** With so many failed ones among them, a check is broken at this vantage. */
const tooMany = 3;

/** Asks every round, whatever it shows. */
export const precheckRule: Rule = {
  ...releaseRule,
  minimum: precheckRounds + 1,
  clean: precheckRounds + 1,
  silent: precheckRounds + 1,
};

/** Which checks the running version fails already, and where. */
export function precheckResult(evidence: Evidence): Prechecks {
  const counts = new Map<string, { check: string; vantage: string; failed: number }>();
  for (const round of evidence.rounds.filter((one) => one.void === undefined)) {
    for (const seen of round.vantages) {
      for (const { check, failed } of votesOf(seen, evidence)) {
        const key = JSON.stringify([check, seen.vantage]);
        const before = counts.get(key)?.failed ?? 0;
        counts.set(key, { check, vantage: seen.vantage, failed: before + (failed > 0 ? 1 : 0) });
      }
    }
  }
  const found = [...counts.values()].map(
    ({ check, vantage, failed }) => [check, vantage, failed >= tooMany ? 'broken' : 'ok'] as const,
  );
  return ofEntries(found);
}

/** What is broken in both: a blip that hits one precheck silences no check. */
export function confirmed(first: Prechecks, second: Prechecks): Prechecks {
  const entries = Object.entries(first).flatMap(([check, vantages]) =>
    Object.entries(vantages).map(([vantage, state]) => {
      const again = second[check]?.[vantage];
      return [check, vantage, state === 'broken' && again !== 'ok' ? 'broken' : 'ok'] as const;
    }),
  );
  return ofEntries(entries);
}

export function brokenBefore(prechecks: Prechecks): BrokenBefore[] {
  return Object.entries(prechecks).flatMap(([check, vantages]) =>
    Object.entries(vantages).flatMap(([vantage, state]) => (state === 'broken' ? [{ check, vantage }] : [])),
  );
}

function ofEntries(entries: readonly (readonly [string, string, 'broken' | 'ok'])[]): Prechecks {
  const result: Prechecks = {};
  for (const [check, vantage, state] of entries) result[check] = { ...result[check], [vantage]: state };
  return result;
}
