import { rolloutAdvice } from '@workaday/kubernetes';
import { expect, test } from 'vitest';
import { contract } from '../src/contract.ts';

test.each(Object.keys(rolloutAdvice))('what a rollout calls %s, deploy can say', (reason) => {
  expect(Object.keys(contract.reasons)).toContain(reason);
});
