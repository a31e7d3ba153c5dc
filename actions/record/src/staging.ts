import { type Ending, endingOf, type StepAnswer } from './ending.ts';

/** What was answered in the environment that a release passes first. */
export interface StagingAnswer {
  /** Empty when there is none. */
  environment: string;
  outcome: string;
  reason: string;
}

export interface Endings {
  ending: Ending;
  /** How it ended in the environment that comes first; undefined when there is none. */
  staging: Ending | undefined;
}

/**
 * How a release ended that had another environment to pass first. When it did not pass, the deployment never began, and
 * what the settle job answers is about that other environment.
 */
export function endingsOf(answers: readonly StepAnswer[], first: StagingAnswer): Endings {
  if (first.environment === '') return { ending: endingOf(answers), staging: undefined };
  const own: StepAnswer = { step: 'staging', outcome: first.outcome, reason: first.reason };
  const begun = answers.some(({ step, outcome }) => step !== 'settle' && outcome !== '');
  if (begun || passed(first)) return { ending: endingOf(answers), staging: endingOf([own]) };
  const settled = answers.filter(({ step }) => step === 'settle');
  const staging = endingOf([own, ...settled]);
  const state = staging.state === 'superseded' ? 'superseded' : 'stopped';
  return { ending: { state, step: 'staging', reason: reasonOf(first, staging) }, staging };
}

function passed({ outcome }: StagingAnswer): boolean {
  return outcome === 'verified' || outcome === 'unchanged';
}

function reasonOf({ environment, outcome, reason }: StagingAnswer, staging: Ending): string {
  const died = outcome === '' || outcome === 'deployed';
  return died
    ? `interrupted in ${environment}, then ${staging.state}: ${staging.reason}`
    : `${outcome} in ${environment}: ${reason}`;
}
