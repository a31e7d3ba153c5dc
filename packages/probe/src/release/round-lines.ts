import { formatDuration } from '@workaday/core';
import type { Evidence, Observation, Round, VantageRound } from '../evidence.ts';
import type { Judgement } from '../judge/verdict.ts';
import { type VantageState, vantageState } from '../judge/votes.ts';

const marks: Readonly<Record<VantageState, string>> = { good: '✓', bad: '✗', known: '!', abstains: '–' };

/** What a vantage saw, as one sign: ✓ good, ✗ bad, ! only what failed before already, – no vote. */
export function markOf(round: Round, vantage: VantageRound, evidence: Evidence): string {
  return round.void === undefined ? marks[vantageState(vantage, evidence)] : marks.abstains;
}

/** One live line a round; what a vantage said in the round before already is not said again. */
export function roundLine(round: Round, judgement: Judgement | undefined, evidence: Evidence): string {
  const vantages = round.vantages.map((vantage) => {
    const seen = detailOf(vantage);
    const before = evidence.rounds
      .find(({ number }) => number === round.number - 1)
      ?.vantages.find((one) => one.vantage === vantage.vantage);
    const known = before !== undefined && detailOf(before) === seen;
    return `${vantage.vantage} ${markOf(round, vantage, evidence)} ${known ? 'as before' : seen}`;
  });
  const parts = [
    ...(round.void === undefined ? [] : [`void: ${round.void}`]),
    ...(round.control === undefined ? [] : [`a dependency is away: ${round.control}`]),
    ...vantages,
  ];
  const end = judgement === undefined || judgement.verdict === 'continue' ? '' : ` → ${judgement.verdict}`;
  return `round ${round.number} after ${formatDuration(round.at)}: ${parts.join('; ')}${end}`;
}

function detailOf(vantage: VantageRound): string {
  if (vantage.abstains !== undefined) return `(${vantage.abstains})`;
  const failed = vantage.observations.filter(({ class: kind }) => kind !== 'pass' && kind !== 'void');
  if (failed.length > 0) return failed.map(failureText).join(', ');
  return `${Math.max(0, ...vantage.observations.map(({ ms }) => ms))} ms`;
}

/** A failed observation as one sentence. */
export function failureText({ check, target, class: kind, expected, got }: Observation): string {
  const what = kind === 'assertion' ? '' : `${kind}: `;
  return `${check} at ${target}: expected ${expected ?? 'an answer'}, got ${what}${got ?? 'nothing'}`;
}

/** The last failure of every check at every vantage, newest first. */
export function lastFailures(evidence: Evidence): { vantage: string; observation: Observation }[] {
  const found = evidence.rounds.flatMap((round) =>
    round.vantages.flatMap(({ vantage, abstains, observations }) =>
      observations
        .filter(({ class: kind }) => abstains === undefined && kind !== 'pass' && kind !== 'void')
        .map((observation) => ({ vantage, observation })),
    ),
  );
  const keyed = found.map((one) => [`${one.vantage} ${one.observation.check}`, one] as const);
  return [...new Map(keyed).values()].reverse();
}
