import type { Evidence, Observation, ObservationClass, Round, VantageRound } from '../src/evidence.ts';
import { releaseRule } from '../src/judge/rule.ts';

/** One question and what came of it. */
export function seen(check: string, kind: ObservationClass): Observation {
  const counts = kind === 'void' ? { asked: 0, failed: 0 } : { asked: 1, failed: kind === 'pass' ? 0 : 1 };
  return { check, class: kind, target: 'x', ms: 1, ...counts };
}

const classOf: Record<string, ObservationClass> = { g: 'pass', b: 'assertion', t: 'timeout', v: 'void' };

/** One letter a round: g(ood), b(ad), t(imeout), v(oid answer), - (abstains). */
function vantageRound(vantage: string, letter: string, check: string): VantageRound {
  if (letter === '-') return { vantage, abstains: 'no URL', observations: [] };
  return { vantage, observations: [seen(check, classOf[letter] ?? 'void')] };
}

/** Rounds of one check, five seconds apart. */
export function rounds(outside: string, inside: string, more: Partial<Round> = {}, check = 'home'): Round[] {
  return [...outside].map((letter, index) => ({
    number: index + 1,
    at: index * 5000,
    ...more,
    vantages: [vantageRound('outside', letter, check), vantageRound('inside', inside[index] ?? '-', check)],
  }));
}

export function evidenceOf(all: readonly Round[], more: Partial<Evidence> = {}): Evidence {
  return {
    format: 2,
    release: 1,
    rule: releaseRule,
    checks: ['home'],
    brokenBefore: [],
    rounds: all,
    ...more,
  };
}

export function given(outside: string, inside: string, more: Partial<Evidence> = {}): Evidence {
  return evidenceOf(rounds(outside, inside), more);
}

/** Rounds of several checks, each with its letters outside and inside. */
export function roundsOf(checks: Readonly<Record<string, readonly [string, string]>>): Round[] {
  const all = Object.entries(checks).map(([check, [outside, inside]]) => rounds(outside, inside, {}, check));
  const [first = []] = all;
  return first.map((round, index) => ({
    ...round,
    vantages: round.vantages.map((vantage, place) => ({
      ...vantage,
      observations: all.flatMap((one) => one[index]?.vantages[place]?.observations ?? []),
    })),
  }));
}
