import { type Noise, shareAt, type VantageName } from './noise.ts';
import type { Random } from './random.ts';

/** One deployment on the virtual clock: what would be seen at any moment, in seconds after its rollout was complete. */
export interface Deployment {
  noise: Noise;
  /** Share of questions that the app itself fails. */
  fails?(vantage: VantageName, at: number): number;
  /** Whether the answers prove nothing, such as those of a cache or of the version before. */
  isVoid?(vantage: VantageName, at: number): boolean;
  /** Whether what the app depends on is away, and seen to be so. */
  dependencyAway?(at: number): boolean;
  /** When the cluster says by itself that the release is bad. */
  decisiveAt?: number;
  /** This machine stands still from here on, for so long. */
  pause?: { at: number; lasting: number };
}

export interface Asked {
  asked: number;
  failed: number;
}

/** So many questions at one moment. */
export function ask(
  deployment: Deployment,
  vantage: VantageName,
  at: number,
  count: number,
  random: Random,
): Asked {
  if (deployment.isVoid?.(vantage, at)) return { asked: 0, failed: 0 };
  const { paths, shared, lost } = deployment.noise;
  const own = deployment.fails?.(vantage, at) ?? 0;
  const good = (1 - own) * (1 - shareAt(paths[vantage], at)) * (1 - shareAt(shared, at)) * (1 - lost);
  let failed = 0;
  for (let question = 0; question < count; question++) if (!random.chance(good)) failed += 1;
  return { asked: count, failed };
}

/** Whether the control is not healthy at this moment. */
export function controlAway(deployment: Deployment, at: number): boolean {
  const { noise } = deployment;
  return (deployment.dependencyAway?.(at) ?? false) || (noise.controlSees && shareAt(noise.shared, at) > 0);
}
