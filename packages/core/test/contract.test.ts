import { expect, it } from 'vitest';
import { defineContract } from '../src/contract.ts';
import * as input from '../src/inputs.ts';

const own = {
  name: 'sample',
  title: 'Sample',
  description: 'A sample.',
  branding: { icon: 'box', color: 'blue' },
  inputs: { app: input.text({ description: 'Name.' }) },
  outputs: { tag: 'The tag.' },
  outcomes: { done: { description: 'Done.', ok: true } },
  reasons: { luck: 'It had luck.' },
};

it('defineContract adds what every action has', () => {
  const contract = defineContract(own);
  expect(Object.keys(contract.inputs)).toEqual(['app', 'dry-run']);
  expect(contract.outcomes.failed.ok).toBe(false);
  expect(Object.keys(contract.reasons)).toEqual([
    'ok',
    'dry-run',
    'bad-input',
    'bad-config',
    'internal-error',
    'luck',
  ]);
});

it('an action may describe a common reason or outcome in its own words', () => {
  const failed = { description: 'The deploy failed.', ok: false };
  const contract = defineContract({ ...own, outcomes: { failed }, reasons: { ok: 'All is well.' } });
  expect(contract.outcomes.failed).toEqual(failed);
  expect(contract.reasons.ok).toBe('All is well.');
});
