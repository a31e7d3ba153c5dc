import type { Random } from './random.ts';

export type VantageName = 'outside' | 'inside';

/** When something fails, in seconds after the rollout is complete, and how many of the questions. */
export interface Outage {
  from: number;
  to: number;
  share: number;
}

/** What fails although the release is good. */
export interface Noise {
  paths: Readonly<Record<VantageName, readonly Outage[]>>;
  /** What both paths and the app depend on. */
  shared: readonly Outage[];
  /** Whether the declared dependency shows it. */
  controlSees: boolean;
  /** Share of single questions that are lost. */
  lost: number;
}

/** How long a burst lasts, and how bad it is. */
export interface BurstLaw {
  name: string;
  lasting(random: Random): number;
  share: number;
  /** Probability that a burst outside hits the way inside as well. */
  correlated: number;
}

export const burstLaws: Readonly<Record<'tuned' | 'heavy' | 'lossy' | 'correlated', BurstLaw>> = {
  tuned: { name: '80 % mean 5 s, 18 % 40 s, 2 % 400 s', lasting: mixture, share: 1, correlated: 0 },
  heavy: {
    name: 'Pareto from 2 s, shape 1.1',
    lasting: (random) => random.pareto(2, 1.1),
    share: 1,
    correlated: 0,
  },
  lossy: {
    name: 'mean 30 s, every second question',
    lasting: (random) => random.exponential(30),
    share: 0.5,
    correlated: 0,
  },
  correlated: { name: 'as tuned, 30 % on both paths', lasting: mixture, share: 1, correlated: 0.3 },
};

const hour = 3600;
/** Seconds from one to the next, on average. */
const between = { outside: 3 * hour, inside: 12 * hour, shared: 48 * hour };
const sharedLasts = 120;
const lostShare = 0.001;
const controlSees = 0.9;
const slowStarts = { share: 0.05, mean: 8 };
const begins = -900;
const ends = 400;

function mixture(random: Random): number {
  const kind = random.next();
  return random.exponential(kind < 0.8 ? 5 : kind < 0.98 ? 40 : 400);
}

/** The noise of one deployment; `level` times as often as usual. */
export function noiseOf(random: Random, level: number, law: BurstLaw): Noise {
  const outside = bursts(random, between.outside / level, law);
  const inside = bursts(random, between.inside / level, law);
  const both = outside.filter(() => law.correlated > 0 && random.chance(law.correlated));
  const slow = random.chance(slowStarts.share) ? random.exponential(slowStarts.mean) : 0;
  const start = slow > 0 ? [{ from: 0, to: slow, share: 1 }] : [];
  const blips = arrivals(random, between.shared / level).map((from) => ({
    from,
    to: from + sharedLasts,
    share: 1,
  }));
  return {
    paths: { outside: [...outside, ...start], inside: [...inside, ...both, ...start] },
    shared: blips,
    controlSees: random.chance(controlSees),
    lost: lostShare * level,
  };
}

function bursts(random: Random, mean: number, law: BurstLaw): Outage[] {
  return arrivals(random, mean).map((from) => ({ from, to: from + law.lasting(random), share: law.share }));
}

function arrivals(random: Random, mean: number): number[] {
  const found: number[] = [];
  for (let at = begins + random.exponential(mean); at < ends; at += random.exponential(mean)) found.push(at);
  return found;
}

/** The share of questions that the worst outage of this moment fails. */
export function shareAt(outages: readonly Outage[], at: number): number {
  let share = 0;
  for (const outage of outages)
    if (at >= outage.from && at < outage.to) share = Math.max(share, outage.share);
  return share;
}
