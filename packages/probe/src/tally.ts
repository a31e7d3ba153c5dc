import type { Evidence, Round, VantageRound } from './evidence.ts';

/** `known`: only checks fail that failed before the rollout already. */
export type VantageState = 'good' | 'bad' | 'known' | 'abstains';

/** `split`: the vantages disagree. `partial`: nothing fails, but a check was asked nowhere. */
export type RoundState = 'good' | 'bad' | 'split' | 'known' | 'partial' | 'void';

type Context = Pick<Evidence, 'checks' | 'brokenBefore'>;

/** The vote of one vantage in one round. */
export function vantageState(round: VantageRound, context: Context): VantageState {
  const votes = round.abstains === undefined ? votesOf(round, context) : [];
  if (votes.length === 0) return 'abstains';
  const failed = votes.filter((observation) => observation.class !== 'pass');
  if (failed.some((observation) => !context.brokenBefore.includes(observation.check))) return 'bad';
  return failed.length > 0 ? 'known' : 'good';
}

/** What a round says as a whole; the worst wins, and what was not seen is never good. */
export function roundState(round: Round, context: Context): RoundState {
  if (round.void !== undefined) return 'void';
  const states = round.vantages.map((vantage) => vantageState(vantage, context));
  const voting = states.filter((state) => state !== 'abstains');
  if (voting.length === 0) return 'void';
  if (voting.every((state) => state === 'bad')) return 'bad';
  if (voting.includes('bad')) return 'split';
  if (voting.includes('known')) return 'known';
  const seen = new Set(
    round.vantages
      .filter((vantage) => vantage.abstains === undefined)
      .flatMap((vantage) => votesOf(vantage, context).map((observation) => observation.check)),
  );
  return context.checks.every((check) => seen.has(check)) ? 'good' : 'partial';
}

function votesOf(round: VantageRound, context: Context) {
  return round.observations.filter(
    (observation) => observation.class !== 'void' && context.checks.includes(observation.check),
  );
}
