import type { RunContext } from '@workaday/core';
import type { Inputs } from './contract.ts';

/** What a pull request may become is not what is deployed: it gets the plan, and nothing else. */
export function isOnlyPlan(inputs: Pick<Inputs, 'dry-run'>, { event }: Pick<RunContext, 'event'>): boolean {
  return inputs['dry-run'] || isPullRequest(event);
}

export function isPullRequest(event: string): boolean {
  return event.startsWith('pull_request') || event === 'merge_group';
}
