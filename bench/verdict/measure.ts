import { fastRule, type Rule, releaseRule } from '@workaday/probe';
import { type BurstLaw, burstLaws, type VantageName } from './noise.ts';
import type { Pace } from './our-rule.ts';
import { families } from './rule-families.ts';
import { badScenarios, goodScenarios, quiet, type Scenario } from './scenarios.ts';
import { type Decide, ours, run, type Series, theirs } from './series.ts';

export interface Contestant {
  name: string;
  decide: Decide;
}

export interface Row {
  contestant: string;
  scenario: string;
  isGood: boolean;
  level: number;
  law: string;
  series: Series;
}

export interface Sizes {
  /** Good deployments, for every level of noise; and of each other kind. */
  good: number;
  each: number;
}

const usual = { questions: 5, checks: 1, interval: 5, settle: 30 };
const pace = (rule: Rule, vantages: readonly VantageName[]): Pace => ({ ...usual, rule, vantages });
const both: VantageName[] = ['outside', 'inside'];

export const us = 'workaday';
export const withFiveChecks = `${us}, five checks`;
/** The default rule and its variants. */
const variants: Contestant[] = [
  { name: us, decide: ours(pace(releaseRule, both)) },
  { name: `${us}, rule: fast`, decide: ours(pace(fastRule, both)) },
  { name: `${us}, outside only`, decide: ours(pace(releaseRule, ['outside'])) },
  { name: withFiveChecks, decide: ours({ ...pace(releaseRule, both), checks: 5 }) },
];
const others: Contestant[] = families.map((family) => ({
  name: family.name,
  decide: theirs(family, usual.settle),
}));

export const levels = [1, 2, 5, 10];

/** Everything that is measured, row by row; the seed of a trace depends on what it shows, never on who is asked. */
export function* measure(sizes: Sizes): Generator<Row> {
  const [our] = variants as [Contestant];
  for (const level of levels) {
    for (const contestant of [...variants, ...others])
      yield row(contestant, quiet, sizes.good, level, burstLaws.tuned);
  }
  for (const law of [burstLaws.heavy, burstLaws.lossy, burstLaws.correlated]) {
    for (const level of [1, 5]) yield row(our, quiet, sizes.good, level, law);
  }
  for (const scenario of [...goodScenarios, ...badScenarios]) {
    for (const contestant of [...variants, ...others])
      yield row(contestant, scenario, sizes.each, 1, burstLaws.tuned);
  }
}

function row(
  { name, decide }: Contestant,
  scenario: Scenario,
  count: number,
  level: number,
  law: BurstLaw,
): Row {
  const seed = [...`${scenario.name} ${level} ${law.name}`].reduce(
    (sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0,
    7,
  );
  const series = run({ scenario, count, level, law, seed }, decide);
  return { contestant: name, scenario: scenario.name, isGood: scenario.isGood, level, law: law.name, series };
}
