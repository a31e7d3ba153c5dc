import type { Check } from './checks.ts';
import type { Observation, VantageRound } from './evidence.ts';
import { worstPerCheck } from './observe.ts';

/** A place to ask from. It never throws for what the app does; what it cannot ask, it says. */
export interface Vantage {
  readonly name: string;
  /** Asks every check that can be asked from here, on connections of its own. */
  ask(checks: readonly Check[]): Promise<VantageRound>;
}

/** What a vantage says of a round: without any answer that counts, it abstains. */
export function voted(vantage: string, observations: readonly Observation[]): VantageRound {
  const worst = worstPerCheck(observations);
  const why = worst.every(({ asked }) => asked === 0) ? worst[0]?.got : undefined;
  return { vantage, ...(why === undefined ? {} : { abstains: why }), observations: worst };
}

export function abstaining(vantage: string, why: string): VantageRound {
  return { vantage, abstains: why, observations: [] };
}
