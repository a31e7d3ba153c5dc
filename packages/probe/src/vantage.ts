import type { Check } from './checks.ts';
import type { VantageRound } from './evidence.ts';

/** A place to ask from. It never throws for what the app does; what it cannot ask, it says. */
export interface Vantage {
  readonly name: string;
  /** Asks every check once, on connections of its own. */
  ask(checks: readonly Check[]): Promise<VantageRound>;
}

/** A vantage that cannot be used at all, so that every round shows it. */
export function unusable(name: string, why: string): Vantage {
  return { name, ask: async () => ({ vantage: name, abstains: why, observations: [] }) };
}
