import type { Evidence } from './evidence.ts';
import { type RoundState, roundState } from './tally.ts';

/** A plain k-of-n rule over rounds. Rounds without a vote do not count. */
export interface Rule {
  /** Only the latest rounds count, this many (n). */
  window: number;
  /** Bad rounds among them that decide for the rollback (k). */
  bad: number;
  /** Good rounds among them that are needed to keep. */
  good: number;
  /** The latest rounds that must all be good to keep. */
  calm: number;
  /** Rounds with votes after which it ends without a decision. */
  limit: number;
  /** Rounds in a row without any vote after which it ends. */
  silent: number;
}

/** For a new release. */
export const releaseRule: Rule = { window: 10, bad: 3, good: 8, calm: 3, limit: 20, silent: 30 };

/** For a release that was verified before and is back: three clean rounds. */
export const restoredRule: Rule = { window: 10, bad: 5, good: 3, calm: 3, limit: 20, silent: 30 };

export type Verdict = 'keep' | 'rollback' | 'inconclusive' | 'continue';

export type VerdictReason =
  | 'clean'
  | 'bad-answers'
  | 'rollout-broken'
  | 'broken-before'
  | 'unasked-check'
  | 'vantages-disagree'
  | 'no-votes'
  | 'undecided'
  | 'more-rounds';

export interface Judgement {
  verdict: Verdict;
  reason: VerdictReason;
  message: string;
}

/** The verdict that follows from the evidence; the same function judges live and replays what is stored. */
export function judge(evidence: Evidence, rule: Rule): Judgement {
  if (evidence.decisive !== undefined) {
    return { verdict: 'rollback', reason: 'rollout-broken', message: evidence.decisive };
  }
  const states = evidence.rounds.map((round) => roundState(round, evidence));
  const votes = states.filter((state) => state !== 'void');
  const recent = votes.slice(-rule.window);
  const bad = count(recent, ['bad']);
  if (bad >= rule.bad) {
    const message = `${bad} of the last ${recent.length} rounds failed at every vantage that could ask`;
    return { verdict: 'rollback', reason: 'bad-answers', message };
  }
  if (evidence.checks.length > 0 && calm(recent, rule, ['good'])) {
    const message = `${count(recent, ['good'])} of the last ${recent.length} rounds were good, the last ${rule.calm} in a row`;
    return { verdict: 'keep', reason: 'clean', message };
  }
  const quiet = calm(recent, rule, ['good', 'known', 'partial']);
  const silence = states.length - 1 - states.findLastIndex((state) => state !== 'void');
  const over = evidence.ended !== undefined || votes.length >= rule.limit || silence >= rule.silent;
  if (quiet || over) return undecided(recent, evidence.ended);
  return { verdict: 'continue', reason: 'more-rounds', message: `${votes.length} rounds with votes so far` };
}

function calm(recent: readonly RoundState[], rule: Rule, allowed: readonly RoundState[]): boolean {
  const latest = recent.slice(-rule.calm);
  return (
    count(recent, allowed) >= rule.good &&
    latest.length >= rule.calm &&
    latest.every((state) => allowed.includes(state))
  );
}

function count(states: readonly RoundState[], wanted: readonly RoundState[]): number {
  return states.filter((state) => wanted.includes(state)).length;
}

function undecided(recent: readonly RoundState[], ended: string | undefined): Judgement {
  const [reason, text] = whyUndecided(recent);
  const message = ended === undefined ? text : `${text} (${ended})`;
  return { verdict: 'inconclusive', reason, message };
}

function whyUndecided(recent: readonly RoundState[]): readonly [VerdictReason, string] {
  if (recent.length === 0) return ['no-votes', 'no vantage could ask, so nothing is known about the release'];
  if (recent.includes('split')) {
    return ['vantages-disagree', 'the vantages disagree: some see failures, others do not'];
  }
  if (recent.includes('known')) {
    return ['broken-before', 'checks fail that failed before this release already, so they accuse nobody'];
  }
  if (recent.includes('partial')) {
    return ['unasked-check', 'at least one check could not be asked from any vantage'];
  }
  return ['undecided', 'neither enough good nor enough bad rounds'];
}
