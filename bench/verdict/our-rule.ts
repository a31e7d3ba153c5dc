import {
  type BrokenBefore,
  brokenBefore,
  confirmed,
  judgeState,
  noRounds,
  precheckResult,
  precheckRounds,
  type Round,
  type Rule,
  step,
} from '@workaday/probe';
import { ask, controlAway, type Deployment } from './deployment.ts';
import type { VantageName } from './noise.ts';
import type { Random } from './random.ts';

export interface Decision {
  verdict: 'keep' | 'rollback' | 'inconclusive';
  /** Seconds of voting, from the end of settling. */
  after: number;
  probes: number;
}

export interface Pace {
  rule: Rule;
  vantages: readonly VantageName[];
  questions: number;
  /** How many checks the app has; noise on a way hits all of them, a lost question one. */
  checks: number;
  /** Seconds. */
  interval: number;
  settle: number;
}

/** The precheck ends a minute before the rollout does. */
const rollout = 60;
const millisecond = 1000;

/** What the product's own pure judge says of a deployment, from the precheck to the verdict. */
export function judgeDeployment(deployment: Deployment, pace: Pace, random: Random): Decision {
  const { decisiveAt } = deployment;
  const before = precheck(deployment, pace, random);
  let { probes } = before;
  const { rule } = pace;
  const given = { rule, checks: namesOf(pace), brokenBefore: before.broken };
  let state = noRounds;
  let at = pace.settle;
  for (let number = 1; ; number++) {
    if (decisiveAt !== undefined && at >= decisiveAt)
      return { verdict: 'rollback', after: at - pace.settle, probes };
    const round = roundAt(deployment, pace, number, at, random);
    probes += probesOf(pace);
    state = step(state, round, given);
    const { verdict } = judgeState(state, given);
    if (verdict !== 'continue') return { verdict, after: at - pace.settle, probes };
    at = nextAt(deployment, at, pace.interval);
  }
}

function namesOf({ checks }: Pace): string[] {
  return Array.from({ length: checks }, (_, index) => `check ${index + 1}`);
}

/** In one round. */
function probesOf({ questions, vantages, checks }: Pace): number {
  return questions * vantages.length * checks;
}

function nextAt({ pause }: Deployment, at: number, interval: number): number {
  const next = at + interval;
  return pause !== undefined && at < pause.at && next >= pause.at ? pause.at + pause.lasting : next;
}

function precheck(
  deployment: Deployment,
  pace: Pace,
  random: Random,
): { broken: BrokenBefore[]; probes: number } {
  const series = precheckRounds * pace.interval;
  const first = seriesAt(deployment, pace, -rollout - 3 * series, random);
  if (brokenBefore(first.found).length === 0) return { broken: [], probes: first.probes };
  const second = seriesAt(deployment, pace, -rollout - series, random);
  return { broken: brokenBefore(confirmed(first.found, second.found)), probes: first.probes + second.probes };
}

function seriesAt(deployment: Deployment, pace: Pace, from: number, random: Random) {
  const rounds = Array.from({ length: precheckRounds }, (_, index) =>
    roundAt(deployment, pace, index + 1, from + index * pace.interval, random),
  );
  const { rule } = pace;
  const found = precheckResult({
    format: 2,
    release: 1,
    rule,
    checks: namesOf(pace),
    brokenBefore: [],
    rounds,
  });
  return { found, probes: precheckRounds * probesOf(pace) };
}

function roundAt(deployment: Deployment, pace: Pace, number: number, at: number, random: Random): Round {
  const observe = (check: string, vantage: VantageName) => {
    const counts = ask(deployment, vantage, at, pace.questions, random);
    const kind =
      counts.asked === 0 ? ('void' as const) : counts.failed > 0 ? ('assertion' as const) : ('pass' as const);
    return { check, class: kind, target: '', ms: 0, ...counts };
  };
  const vantages = pace.vantages.map((vantage) => ({
    vantage,
    observations: namesOf(pace).map((check) => observe(check, vantage)),
  }));
  const control = controlAway(deployment, at) ? { control: 'the dependency is away' } : {};
  return { number, at: at * millisecond, ...control, vantages };
}
