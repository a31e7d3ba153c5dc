import type { BrokenBefore, Evidence, Observation, Round, VantageRound } from '../evidence.ts';

/** `known`: only what failed before the rollout already fails. */
export type VantageState = 'good' | 'bad' | 'known' | 'abstains';

/** `split`: the vantages disagree. `partial`: nothing fails, but a check was asked nowhere. */
export type RoundState = 'good' | 'bad' | 'split' | 'known' | 'partial' | 'void';

type Context = Pick<Evidence, 'checks' | 'brokenBefore'>;

/** The observations of a vantage that say something about the release. */
export function votesOf(round: VantageRound, { checks }: Pick<Context, 'checks'>): Observation[] {
  if (round.abstains !== undefined) return [];
  return round.observations.filter(({ check, asked }) => asked > 0 && checks.includes(check));
}

export function isBrokenBefore(broken: readonly BrokenBefore[], check: string, vantage: string): boolean {
  return broken.some((one) => one.check === check && one.vantage === vantage);
}

/** What one vantage says in one round. */
export function vantageState(round: VantageRound, context: Context): VantageState {
  const votes = votesOf(round, context);
  if (votes.length === 0) return 'abstains';
  const failed = votes.filter((vote) => vote.failed > 0);
  const isNew = ({ check }: Observation) => !isBrokenBefore(context.brokenBefore, check, round.vantage);
  if (failed.some(isNew)) return 'bad';
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
    round.vantages.flatMap((vantage) => votesOf(vantage, context).map(({ check }) => check)),
  );
  return context.checks.every((check) => seen.has(check)) ? 'good' : 'partial';
}
