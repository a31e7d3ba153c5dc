import { describe, expect, it } from 'vitest';
import { endingOf, needsPerson, type StepAnswer } from '../src/ending.ts';

const answer = (step: StepAnswer['step'], outcome: string, reason = 'why'): StepAnswer => ({
  step,
  outcome,
  reason,
});
const silent = {
  deploy: answer('deploy', '', ''),
  smoke: answer('smoke-test', '', ''),
  settle: answer('settle', '', ''),
};

describe('endingOf', () => {
  it.each([
    [
      'verified by the smoke test',
      [answer('deploy', 'deployed'), answer('smoke-test', 'verified', 'ok'), silent.settle],
      'verified',
      'smoke-test',
    ],
    [
      'undone by the deploy itself',
      [answer('deploy', 'rolled-back', 'crash-loop'), silent.smoke, silent.settle],
      'rolled-back',
      'deploy',
    ],
    [
      'unchanged needs no smoke test',
      [answer('deploy', 'unchanged'), silent.smoke, silent.settle],
      'unchanged',
      'deploy',
    ],
    [
      'settled after the job died',
      [answer('deploy', 'deployed'), silent.smoke, answer('settle', 'rolled-back')],
      'rolled-back',
      'settle',
    ],
    [
      'settled though nothing was said before',
      [silent.deploy, silent.smoke, answer('settle', 'verified')],
      'verified',
      'settle',
    ],
    [
      'deployed, and nobody judged',
      [answer('deploy', 'deployed'), silent.smoke, silent.settle],
      'unproven',
      'deploy',
    ],
    ['nobody said anything', [silent.deploy, silent.smoke, silent.settle], 'failed', undefined],
    [
      'an outcome that this version does not know',
      [answer('deploy', 'sparkling'), silent.smoke, silent.settle],
      'failed',
      'deploy',
    ],
  ] as const)('%s', (_, answers, state, step) => {
    expect(endingOf(answers)).toMatchObject({ state, step });
  });

  it('calls a person for everything that is not plainly good or plainly nothing', () => {
    const states = [
      'verified',
      'unchanged',
      'superseded',
      'refused',
      'unproven',
      'rolled-back',
      'rollback-failed',
      'failed',
      'stopped',
    ] as const;
    expect(states.filter(needsPerson)).toEqual([
      'unproven',
      'rolled-back',
      'rollback-failed',
      'failed',
      'stopped',
    ]);
  });
});
