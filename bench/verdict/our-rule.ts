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
  /** Seconds. */
  interval: number;
  settle: number;
}

const check = 'home';
/** The precheck ends a minute before the rollout does. */
const rollout = 60;
const millisecond = 1000;

/** What the product's own pure judge says of a deployment, from the precheck to the verdict. */
export function judgeDeployment(deployment: Deployment, pace: Pace, random: Random): Decision {
  const { decisiveAt } = deployment;
  const before = precheck(deployment, pace, random);
  let { probes } = before;
  const { rule } = pace;
  const given = { rule, checks: [check], brokenBefore: before.broken };
  let state = noRounds;
  let at = pace.settle;
  for (let number = 1; ; number++) {
    if (decisiveAt !== undefined && at >= decisiveAt)
      return { verdict: 'rollback', after: at - pace.settle, probes };
    const round = roundAt(deployment, pace, number, at, random);
    probes += pace.questions * pace.vantages.length;
    state = step(state, round, given);
    const { verdict } = judgeState(state, given);
    if (verdict !== 'continue') return { verdict, after: at - pace.settle, probes };
    at = nextAt(deployment, at, pace.interval);
  }
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
  const found = precheckResult({ format: 2, release: 1, rule, checks: [check], brokenBefore: [], rounds });
  return { found, probes: precheckRounds * pace.questions * pace.vantages.length };
}

function roundAt(deployment: Deployment, pace: Pace, number: number, at: number, random: Random): Round {
  const vantages = pace.vantages.map((vantage) => {
    const counts = ask(deployment, vantage, at, pace.questions, random);
    const kind =
      counts.asked === 0 ? ('void' as const) : counts.failed > 0 ? ('assertion' as const) : ('pass' as const);
    return { vantage, observations: [{ check, class: kind, target: '', ms: 0, ...counts }] };
  });
  const control = controlAway(deployment, at) ? { control: 'the dependency is away' } : {};
  return { number, at: at * millisecond, ...control, vantages };
}
