import type { Clock } from '@workaday/core';
import type { Check } from './checks.ts';
import type { Evidence, Round } from './evidence.ts';
import type { Vantage } from './vantage.ts';
import { type Judgement, judge, type Rule } from './verdict.ts';

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
  brokenBefore: readonly string[];
  vantages: readonly Vantage[];
  rule: Rule;
  clock: Clock;
  /** By the clock, in milliseconds; no round begins after it. */
  deadline: number;
  /** From the start of one round to the start of the next, in milliseconds. */
  interval: number;
  look: () => Promise<Look>;
  onRound: (round: Round, judgement: Judgement, evidence: Evidence) => void;
}

/** Asks in rounds until the evidence decides. The judgement is what `judge` says of the evidence, always. */
export async function gather(options: Gathering): Promise<{ evidence: Evidence; judgement: Judgement }> {
  const { clock, rule, deadline, interval } = options;
  let evidence: Evidence = {
    format: 1,
    release: options.release,
    checks: options.checks.map((check) => check.name),
    brokenBefore: options.brokenBefore,
    rounds: [],
  };
  const started = clock.now();
  for (let number = 1; ; number++) {
    const begun = clock.now();
    if (begun >= deadline) return ended(evidence, rule, 'the time for it was over');
    const { decisive, ...look } = await options.look();
    if (decisive !== undefined) {
      evidence = { ...evidence, decisive };
      return { evidence, judgement: judge(evidence, rule) };
    }
    const vantages = await Promise.all(options.vantages.map((vantage) => vantage.ask(options.checks)));
    const round: Round = { number, at: begun - started, ...look, vantages };
    evidence = { ...evidence, rounds: [...evidence.rounds, round] };
    const judgement = judge(evidence, rule);
    options.onRound(round, judgement, evidence);
    if (judgement.verdict !== 'continue') return { evidence, judgement };
    await clock.wait(Math.max(0, Math.min(begun + interval, deadline) - clock.now()));
  }
}

function ended(evidence: Evidence, rule: Rule, why: string) {
  const final: Evidence = { ...evidence, ended: why };
  return { evidence: final, judgement: judge(final, rule) };
}
