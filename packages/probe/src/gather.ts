import type { Clock } from '@workaday/core';
import type { Check } from './checks.ts';
import type { BrokenBefore, Evidence, Round } from './evidence.ts';
import type { Rule } from './judge/rule.ts';
import { type Judgement, judge } from './judge/verdict.ts';
import type { Vantage } from './vantage.ts';

/** What the surroundings say just before a round. */
export interface Look {
  /** Nothing in the coming round counts, and why. */
  void?: string;
  /** A fact that decides alone. */
  decisive?: string;
}

export interface Gathering {
  release: number;
  checks: readonly Check[];
  brokenBefore: readonly BrokenBefore[];
  vantages: readonly Vantage[];
  rule: Rule;
  clock: Clock;
  /** By the clock, in milliseconds; no round begins after it. */
  deadline: number;
  /** Ends after so many rounds, whatever they show. */
  rounds?: number;
  /** From the start of one round to the start of the next, in milliseconds. */
  interval: number;
  look: () => Promise<Look>;
  /** Beside each round: what the app depends on and does not answer. */
  control: () => Promise<string | undefined>;
  onRound: (round: Round, judgement: Judgement, evidence: Evidence) => void;
}

export interface Gathered {
  evidence: Evidence;
  judgement: Judgement;
}

/** Asks in rounds until the evidence decides. The judgement is what `judge` says of the evidence, always. */
export async function gather(options: Gathering): Promise<Gathered> {
  const { clock, deadline, interval, rounds = Number.POSITIVE_INFINITY } = options;
  let evidence: Evidence = {
    format: 2,
    release: options.release,
    rule: options.rule,
    checks: options.checks.map((check) => check.name),
    brokenBefore: options.brokenBefore,
    rounds: [],
  };
  const started = clock.now();
  for (let number = 1; number <= rounds; number++) {
    const begun = clock.now();
    if (begun >= deadline) return ended(evidence, 'the time for it was over');
    const { decisive, ...look } = await options.look();
    if (decisive !== undefined) {
      evidence = { ...evidence, decisive };
      return { evidence, judgement: judge(evidence) };
    }
    const [control, ...vantages] = await Promise.all([
      options.control(),
      ...options.vantages.map((vantage) => vantage.ask(options.checks)),
    ]);
    const away = control === undefined ? {} : { control };
    const round: Round = { number, at: begun - started, ...look, ...away, vantages };
    evidence = { ...evidence, rounds: [...evidence.rounds, round] };
    const judgement = judge(evidence);
    options.onRound(round, judgement, evidence);
    if (judgement.verdict !== 'continue') return { evidence, judgement };
    if (number === rounds) break;
    await clock.wait(Math.max(0, Math.min(begun + interval, deadline) - clock.now()));
  }
  return ended(evidence, `${rounds} rounds were asked`);
}

function ended(evidence: Evidence, why: string): Gathered {
  const final: Evidence = { ...evidence, ended: why };
  return { evidence: final, judgement: judge(final) };
}
