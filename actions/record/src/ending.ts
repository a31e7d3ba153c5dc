/** How a deployment ended, over all the steps that had a say in it. */
export type EndingState =
  | 'verified'
  | 'unproven'
  | 'unchanged'
  | 'superseded'
  | 'stopped'
  | 'refused'
  | 'rolled-back'
  | 'rollback-failed'
  | 'failed';

export interface StepAnswer {
  step: 'staging' | 'deploy' | 'smoke-test' | 'settle';
  outcome: string;
  reason: string;
}

export interface Ending {
  state: EndingState;
  /** The step whose answer this is; undefined when none of them answered. */
  step: StepAnswer['step'] | undefined;
  reason: string;
}

const states: Readonly<Record<string, EndingState>> = {
  verified: 'verified',
  unproven: 'unproven',
  unchanged: 'unchanged',
  superseded: 'superseded',
  refused: 'refused',
  'rolled-back': 'rolled-back',
  'rollback-failed': 'rollback-failed',
  failed: 'failed',
};

/** The last step that answered decides; `deployed` alone is a release that nobody judged. */
export function endingOf(answers: readonly StepAnswer[]): Ending {
  const last = answers.filter((answer) => answer.outcome !== '').at(-1);
  if (last === undefined) return { state: 'failed', step: undefined, reason: 'no-answer' };
  const state = states[last.outcome];
  if (state !== undefined) return { state, step: last.step, reason: last.reason };
  if (last.outcome === 'deployed') return { state: 'unproven', step: last.step, reason: 'no-verdict' };
  return { state: 'failed', step: last.step, reason: `unknown-outcome-${last.outcome.slice(0, 40)}` };
}

const personal: ReadonlySet<EndingState> = new Set([
  'rolled-back',
  'rollback-failed',
  'failed',
  'unproven',
  'stopped',
]);

/** Whether a person has to look at it. */
export function needsPerson(state: EndingState): boolean {
  return personal.has(state);
}
