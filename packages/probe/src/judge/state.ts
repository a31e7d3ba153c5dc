import type { Evidence, Round } from '../evidence.ts';
import { begin, bet, type EProcess, wealthOf } from './e-process.ts';
import { isBrokenBefore, type RoundState, roundState, votesOf } from './votes.ts';

/** What stays the same from round to round. */
export type Case = Pick<Evidence, 'rule' | 'checks' | 'brokenBefore'>;

/** All that is known of one check at one vantage. */
export interface Track {
  check: string;
  vantage: string;
  process: EProcess;
  /** Failed rounds that counted. */
  bad: number;
  /** The turn of its latest vote, and whether that one failed and counted. */
  votedAt: number;
  badNow: boolean;
}

/** All that a verdict needs to know of the rounds so far. */
export interface State {
  /** Rounds that were not void. */
  turn: number;
  tracks: readonly Track[];
  /** Clean rounds in a row, and rounds in a row without news (what failed before or was never asked aside). */
  clean: number;
  quiet: number;
  /** Rounds in a row without any vote. */
  silent: number;
  /** States of the latest rounds with a vote. */
  recent: readonly RoundState[];
  /** Milliseconds at which the first and the latest round with a vote began. */
  since: number | undefined;
  at: number;
}

/** A vantage that had no vote on a check in so many rounds has no part in what becomes of it. */
export const present = 6;
const remembered = 12;

export const noRounds: State = {
  turn: 0,
  tracks: [],
  clean: 0,
  quiet: 0,
  silent: 0,
  recent: [],
  since: undefined,
  at: 0,
};

/** The state after one more round. A round without a vote changes nothing, except that it was silent. */
export function step(state: State, round: Round, given: Case): State {
  const seen = roundState(round, given);
  const turn = round.void === undefined ? state.turn + 1 : state.turn;
  if (seen === 'void') return { ...state, turn, silent: state.silent + 1 };
  const isQuiet = seen === 'good' || seen === 'known' || seen === 'partial';
  return {
    turn,
    tracks: followed(state.tracks, round, turn, given),
    clean: seen === 'good' ? state.clean + 1 : 0,
    quiet: isQuiet ? state.quiet + 1 : 0,
    silent: 0,
    recent: [...state.recent.slice(1 - remembered), seen],
    since: state.since ?? round.at,
    at: round.at,
  };
}

function followed(tracks: readonly Track[], round: Round, turn: number, given: Case): Track[] {
  const next = [...tracks];
  for (const seen of round.vantages) {
    for (const { check, failed } of votesOf(seen, given)) {
      if (isBrokenBefore(given.brokenBefore, check, seen.vantage)) continue;
      const index = next.findIndex((track) => track.check === check && track.vantage === seen.vantage);
      const track = next[index] ?? newTrack(check, seen.vantage, given);
      next[index < 0 ? next.length : index] = voted(track, failed > 0, turn, round, given);
    }
  }
  return next;
}

function newTrack(check: string, vantage: string, { rule }: Case): Track {
  return { check, vantage, process: begin(rule), bad: 0, votedAt: 0, badNow: false };
}

/** Failures while a dependency is away count for nothing, which can only lower the evidence; answers count. */
function voted(track: Track, failed: boolean, turn: number, { control }: Round, { rule }: Case): Track {
  if (failed && control !== undefined) return { ...track, votedAt: turn, badNow: false };
  const process = bet(track.process, failed, rule);
  return { ...track, process, bad: track.bad + (failed ? 1 : 0), votedAt: turn, badNow: failed };
}

/** A check against which the evidence stands at every vantage that can tell. */
export interface Accused {
  check: string;
  tracks: readonly Track[];
}

/** The first check whose failures are beyond what the rule allows a good release. */
export function accused(state: State, given: Case): Accused | undefined {
  const limits = thresholds(state, given);
  for (const check of given.checks) {
    const tracks = voters(state, check);
    if (tracks.length === 0) continue;
    const limit = limits(check);
    const over = tracks.every(
      ({ process, bad, badNow, votedAt }) =>
        badNow && votedAt === state.turn && bad >= given.rule.minimum && wealthOf(process) >= limit,
    );
    if (over) return { check, tracks };
  }
  return undefined;
}

export function voters(state: State, check: string): Track[] {
  return state.tracks.filter((track) => track.check === check && track.votedAt > state.turn - present);
}

/**
 * What the value of a check must reach at each of its vantages. Weighed is the mean over all checks, so that one alone has
 * to speak for all of them, and many that fail together help each other; each must reach what a single check would.
 */
export function thresholds(state: State, { rule, checks }: Case): (check: string) => number {
  const weights = new Map(checks.map((check) => [check, weightOf(voters(state, check))]));
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return (check) => {
    const needed = checks.length / rule.alpha - (all - (weights.get(check) ?? 0));
    return Math.max(1 / rule.alpha, needed) ** (1 / Math.max(1, voters(state, check).length));
  };
}

/** At most the product of what independent vantages say, which is not expected to grow either. */
function weightOf(tracks: readonly Track[]): number {
  if (tracks.length === 0) return 0;
  return Math.min(...tracks.map(({ process }) => wealthOf(process))) ** tracks.length;
}
