import { type Asked, elapsed } from './answer.ts';
import { assess } from './assertions.ts';
import type { Check } from './checks.ts';
import type { Observation } from './evidence.ts';

/** What one exchange says about one check. */
export function observe(check: Check, target: string, asked: Asked): Observation {
  const base = { check: check.name, target };
  if (asked.kind === 'none') return { ...base, class: 'void', ms: 0, got: asked.why };
  const ms = Math.round(elapsed(asked.timings));
  if (asked.kind === 'fault') {
    return { ...base, class: asked.class, ms, expected: `status ${check.status}`, got: asked.detail };
  }
  const assessment = assess(check, asked);
  if (assessment.pass) return { ...base, class: 'pass', ms };
  return { ...base, class: 'assertion', ms, expected: assessment.expected, got: assessment.got };
}

/** One observation per check: a failure before a pass, and a pass before nothing at all. */
export function worstPerCheck(observations: readonly Observation[]): Observation[] {
  const worst = new Map<string, Observation>();
  for (const observation of observations) {
    const before = worst.get(observation.check);
    const ms = Math.max(observation.ms, before?.ms ?? 0);
    const kept = before === undefined || rank(observation) > rank(before) ? observation : before;
    worst.set(observation.check, { ...kept, ms });
  }
  return [...worst.values()];
}

function rank({ class: kind }: Observation): number {
  if (kind === 'void') return 0;
  return kind === 'pass' ? 1 : 2;
}
