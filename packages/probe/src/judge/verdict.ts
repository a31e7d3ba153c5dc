import { formatDuration } from '@workaday/core';
import type { Evidence } from '../evidence.ts';
import { type Accused, accused, type Case, noRounds, type State, step } from './state.ts';
import type { RoundState } from './votes.ts';

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

/** The verdict that follows from the evidence; the same function judges live, in simulation, and what is stored. */
export function judge(evidence: Evidence): Judgement {
  if (evidence.decisive !== undefined) {
    return { verdict: 'rollback', reason: 'rollout-broken', message: evidence.decisive };
  }
  const state = evidence.rounds.reduce((before, round) => step(before, round, evidence), noRounds);
  return judgeState(state, evidence, evidence.ended);
}

/** The same from the state after the latest round. */
export function judgeState(state: State, given: Case, ended?: string): Judgement {
  const { rule, checks } = given;
  const bad = accused(state, given);
  if (bad !== undefined) return { verdict: 'rollback', reason: 'bad-answers', message: accusation(bad) };
  if (checks.length > 0 && state.clean >= rule.clean) {
    return { verdict: 'keep', reason: 'clean', message: `${state.clean} clean rounds in a row` };
  }
  const voting = state.since === undefined ? 0 : state.at - state.since;
  const late = voting >= rule.voting ? `${formatDuration(rule.voting)} of voting are over` : undefined;
  const mute = state.silent >= rule.silent ? 'there were no more votes' : undefined;
  const why = ended ?? late ?? mute;
  if (why !== undefined || state.quiet >= rule.clean) return undecided(state, why);
  return {
    verdict: 'continue',
    reason: 'more-rounds',
    message: `${state.clean} of ${rule.clean} clean rounds`,
  };
}

function accusation({ check, tracks }: Accused): string {
  const counts = tracks.map(({ vantage, bad, process }) => `${bad} of ${process.rounds} rounds ${vantage}`);
  return `${check} failed in ${counts.join(' and ')}, the latest included: more than a passing fault explains`;
}

const reasons: readonly (readonly [RoundState, VerdictReason, string])[] = [
  ['split', 'vantages-disagree', 'the vantages disagree: some see failures, others do not'],
  ['known', 'broken-before', 'checks fail that failed before this release already, so they accuse nobody'],
  ['partial', 'unasked-check', 'at least one check could not be asked from any vantage'],
];

function undecided({ recent }: State, ended: string | undefined): Judgement {
  const [reason, text] = whyUndecided(recent);
  return { verdict: 'inconclusive', reason, message: ended === undefined ? text : `${text} (${ended})` };
}

function whyUndecided(recent: readonly RoundState[]): readonly [VerdictReason, string] {
  if (recent.length === 0) return ['no-votes', 'no vantage could ask, so nothing is known about the release'];
  const found = reasons.find(([state]) => recent.includes(state));
  if (found === undefined) return ['undecided', 'neither enough good nor enough bad rounds'];
  return [found[1], found[2]];
}
