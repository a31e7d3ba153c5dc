import type { Deployment } from './deployment.ts';
import { type BurstLaw, noiseOf } from './noise.ts';
import { type Decision, judgeDeployment, type Pace } from './our-rule.ts';
import { type Random, seeded } from './random.ts';
import { type Family, familyDecides } from './rule-families.ts';
import type { Scenario } from './scenarios.ts';

/** What a rule said of many deployments of one kind. */
export interface Series {
  deployments: number;
  kept: number;
  rolledBack: number;
  inconclusive: number;
  /** Seconds of voting of each rollback and keep, sorted. */
  rollbackTimes: readonly number[];
  keepTimes: readonly number[];
  probes: number;
}

export type Decide = (deployment: Deployment, random: Random) => Decision;

export interface Traces {
  scenario: Scenario;
  count: number;
  /** How often noise comes, as a multiple of the usual. */
  level: number;
  law: BurstLaw;
  seed: number;
}

export const ours =
  (pace: Pace): Decide =>
  (deployment, random) =>
    judgeDeployment(deployment, pace, random);

export const theirs =
  (family: Family, settle: number): Decide =>
  (deployment, random) =>
    familyDecides(family, deployment, settle, random);

/** Decides over the same deployments whatever decides: noise and scenario have a seed of their own. */
export function run({ scenario, count, level, law, seed }: Traces, decide: Decide): Series {
  const times = { rollback: [] as number[], keep: [] as number[], inconclusive: [] as number[] };
  let probes = 0;
  for (let index = 0; index < count; index++) {
    const random = seeded(Math.imul(seed, 0x9e3779b1) + index);
    const deployment = scenario.make(noiseOf(random, level, law), random);
    const decision = decide(deployment, seeded(Math.imul(seed, 0x85ebca6b) + index));
    times[decision.verdict].push(decision.after);
    probes += decision.probes;
  }
  const sorted = (values: number[]) => values.sort((a, b) => a - b);
  return {
    deployments: count,
    kept: times.keep.length,
    rolledBack: times.rollback.length,
    inconclusive: times.inconclusive.length,
    rollbackTimes: sorted(times.rollback),
    keepTimes: sorted(times.keep),
    probes: Math.round((probes / count) * 10) / 10,
  };
}

/** The value below which this share of sorted values lies; undefined without any. */
export function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Of ten thousand. */
export function per10k(hits: number, trials: number): number {
  return (hits / trials) * 10_000;
}
