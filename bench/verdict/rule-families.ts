import { ask, type Deployment } from './deployment.ts';
import type { Decision } from './our-rule.ts';
import type { Random } from './random.ts';

/** How most tools and scripts decide: from outside, by counting. These are families with usual numbers, not products. */
export interface Family {
  name: string;
  /** Seconds between two probes. */
  interval: number;
  /** Probes at most. */
  most: number;
  /** What follows from the failures so far, oldest first. */
  decide(failed: readonly boolean[]): 'rollback' | 'keep' | undefined;
}

const count = (failed: readonly boolean[]) => failed.filter((one) => one).length;
const inARow = (failed: readonly boolean[], length: number) =>
  failed.length >= length && failed.slice(-length).every((one) => one);

export const families: readonly Family[] = [
  { name: 'one probe', interval: 1, most: 1, decide: ([failed]) => (failed ? 'rollback' : 'keep') },
  {
    name: 'three tries, 3 s apart',
    interval: 3,
    most: 3,
    decide: (failed) => (failed.at(-1) === false ? 'keep' : inARow(failed, 3) ? 'rollback' : undefined),
  },
  {
    name: 'zero failures in ten, 5 s apart',
    interval: 5,
    most: 10,
    decide: (failed) => (failed.at(-1) ? 'rollback' : undefined),
  },
  {
    name: 'cumulative five, 10 s apart',
    interval: 10,
    most: 14,
    decide: (failed) => (count(failed) >= 5 ? 'rollback' : undefined),
  },
  {
    name: 'three in a row, 5 s apart',
    interval: 5,
    most: 12,
    decide: (failed) => (inARow(failed, 3) ? 'rollback' : undefined),
  },
  {
    name: 'ten tries, any pass, 5 s apart',
    interval: 5,
    most: 10,
    decide: (failed) => (failed.at(-1) === false ? 'keep' : inARow(failed, 10) ? 'rollback' : undefined),
  },
];

/** What a family says of a deployment; it begins when ours does. */
export function familyDecides(
  family: Family,
  deployment: Deployment,
  settle: number,
  random: Random,
): Decision {
  const failed: boolean[] = [];
  for (let probe = 0; probe < family.most; probe++) {
    const after = probe * family.interval;
    failed.push(ask(deployment, 'outside', settle + after, 1, random).failed > 0);
    const verdict = family.decide(failed);
    if (verdict !== undefined) return { verdict, after, probes: probe + 1 };
  }
  return { verdict: 'keep', after: (family.most - 1) * family.interval, probes: family.most };
}
