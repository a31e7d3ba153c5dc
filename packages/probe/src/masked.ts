import type { Observation } from './evidence.ts';
import type { Vantage } from './vantage.ts';

/** A vantage whose words hold no secret: what an app answers may be what it was given. */
export function masked(vantage: Vantage, mask: (text: string) => string): Vantage {
  const hide = (seen: Observation): Observation => ({
    ...seen,
    target: mask(seen.target),
    ...(seen.expected === undefined ? {} : { expected: mask(seen.expected) }),
    ...(seen.got === undefined ? {} : { got: mask(seen.got) }),
  });
  return {
    name: vantage.name,
    ask: async (checks) => {
      const { abstains, observations, ...round } = await vantage.ask(checks);
      const why = abstains === undefined ? {} : { abstains: mask(abstains) };
      return { ...round, ...why, observations: observations.map(hide) };
    },
  };
}
