import type { Evidence, Round } from '../evidence.ts';
import { noRounds, step } from './state.ts';
import { type Judgement, judge, judgeState } from './verdict.ts';
import { type RoundState, roundState } from './votes.ts';

export interface Replayed {
  round: Round;
  state: RoundState;
  /** What was known after this round. */
  judgement: Judgement;
}

/** Every round again, and the verdict at the end: what the same function said live. */
export function replay(evidence: Evidence): { rounds: Replayed[]; judgement: Judgement } {
  let known = noRounds;
  const rounds = evidence.rounds.map((round): Replayed => {
    known = step(known, round, evidence);
    return { round, state: roundState(round, evidence), judgement: judgeState(known, evidence) };
  });
  return { rounds, judgement: judge(evidence) };
}

/**
 * Evidence as it was stored.
 * @throws Error that says what is wrong, when the text is none
 */
export function parseEvidence(text: string): Evidence {
  let value: Partial<Evidence> | null;
  try {
    value = JSON.parse(text) as Partial<Evidence> | null;
  } catch (error) {
    throw new Error('the evidence is not JSON, expected what a smoke test has stored', { cause: error });
  }
  if (value?.format !== 2) {
    throw new Error(`the evidence has the format ${JSON.stringify(value?.format ?? null)}, expected 2`);
  }
  const lists = [value.rounds, value.checks, value.brokenBefore];
  if (lists.every(Array.isArray) && value.rule !== undefined) return value as Evidence;
  throw new Error('the evidence is not whole, expected rule, checks, brokenBefore and rounds');
}
