import type { Deployment } from './deployment.ts';
import type { Noise } from './noise.ts';
import type { Random } from './random.ts';

export interface Scenario {
  name: string;
  isGood: boolean;
  /** A deployment of this kind; noise is what goes wrong anyway. */
  make(noise: Noise, random: Random): Deployment;
}

const settle = 30;
const outage = (from: number, lasting: number) => ({ from, to: from + lasting, share: 1 });

function withPath(noise: Noise, vantage: 'outside' | 'inside', from: number, lasting: number): Noise {
  const paths = { ...noise.paths, [vantage]: [...noise.paths[vantage], outage(from, lasting)] };
  return { ...noise, paths };
}

/** Good releases with something beside them that is not. */
const good: Record<string, Scenario['make']> = {
  'burst outside': (noise, random) => ({
    noise: withPath(noise, 'outside', settle + random.exponential(20), random.exponential(40)),
  }),
  'burst inside': (noise, random) => ({
    noise: withPath(noise, 'inside', settle + random.exponential(20), random.exponential(40)),
  }),
  'DNS of the prober gone': (noise) => ({ noise, isVoid: (vantage) => vantage === 'outside' }),
  'way of the prober gone': (noise) => ({ noise: withPath(noise, 'outside', 20, 600) }),
  'dependency broken before': (noise) => ({ noise, fails: () => 1, dependencyAway: () => false }),
  'dependency breaks during the vote': (noise, random) => {
    const from = settle + random.next() * 40;
    const away = (at: number) => at >= from && at < from + 180;
    return { noise, fails: (_, at) => (away(at) ? 1 : 0), dependencyAway: away };
  },
  'slow start, up to 30 s': (noise, random) => {
    const until = random.next() * settle;
    return { noise, fails: (_, at) => (at >= 0 && at < until ? 1 : 0) };
  },
  'load spike, half the answers late': (noise) => ({
    noise,
    fails: (_, at) => (at >= settle && at < settle + 25 ? 0.5 : 0),
  }),
  'edge still serves the old version': (noise) => ({
    noise,
    isVoid: (vantage, at) => vantage === 'outside' && at >= 0 && at < 90,
  }),
  'node drain': (noise, random) => {
    const from = settle + random.next() * 40;
    return { noise, fails: (_, at) => (at >= from && at < from + 8 ? 0.5 : 0) };
  },
  'runner paused for a minute': (noise) => ({ noise, pause: { at: settle + 20, lasting: 60 } }),
};

const after = (from: number, share: number) => (_: string, at: number) => (at >= from ? share : 0);

/** Releases that must not stay. */
const bad: Record<string, Scenario['make']> = {
  down: (noise) => ({ noise, fails: after(0, 1) }),
  '30 % broken': (noise) => ({ noise, fails: after(0, 0.3) }),
  '10 % broken': (noise) => ({ noise, fails: after(0, 0.1) }),
  'one pod of three': (noise) => ({
    noise,
    // Inside, every pod is asked in each round.
    fails: (vantage, at) => (at < 0 ? 0 : vantage === 'inside' ? 1 : 1 / 3),
  }),
  '200 with a wrong body': (noise) => ({ noise, fails: after(0, 1) }),
  'latency × 5, four of five answers too late': (noise) => ({ noise, fails: after(0, 0.8) }),
  'fails from 45 s on': (noise) => ({ noise, fails: after(45, 1) }),
  'fails from 45 s of voting on': (noise) => ({ noise, fails: after(settle + 45, 1) }),
  'crash after ready': (noise, random) => ({
    noise,
    fails: after(0, 0.5),
    decisiveAt: 12 + random.next() * 4,
  }),
  'the old version answered: another digest runs': (noise) => ({ noise, decisiveAt: 0 }),
  'the old version answered: old pods get traffic': (noise) => ({ noise, isVoid: (_, at) => at >= 0 }),
};

export const quiet: Scenario = {
  name: 'quiet, but for the noise',
  isGood: true,
  make: (noise) => ({ noise }),
};
export const goodScenarios = scenarios(good, true);
export const badScenarios = scenarios(bad, false);

function scenarios(made: Record<string, Scenario['make']>, isGood: boolean): Scenario[] {
  return Object.entries(made).map(([name, make]) => ({ name, isGood, make }));
}
