import type { LinePlan } from '../line/line-plan.ts';
import { changeText } from './cause.ts';
import { cappedList } from './ignored-changes.ts';
import type { Links } from './links.ts';
import { shortProse } from './prose.ts';

const longestDoubt = 500;

/**
 * What a person should look at, each once though several services see it; empty when there is nothing.
 * @param problems of the run, beside those of the plans
 */
export function doubtsOf(
  plans: readonly LinePlan[],
  problems: readonly string[],
  links: Links,
  longest: number,
): string {
  const items = new Map<string, () => string>();
  const addProblem = (problem: string) => items.set(problem, () => shortProse(problem, longestDoubt));
  for (const problem of problems) addProblem(problem);
  for (const plan of plans) {
    for (const problem of plan.problems)
      addProblem(plans.length === 1 ? problem : `${plan.service}: ${problem}`);
    for (const change of plan.changes) {
      for (const doubt of change.message.doubts) {
        const text = () => `${changeText(change, links)}; ${shortProse(doubt, longestDoubt)}`;
        items.set(JSON.stringify([change.sha, change.message.header, doubt]), text);
      }
    }
  }
  return items.size === 0 ? '' : `⚠️ **To look at:**\n\n${cappedList([...items.values()], longest)}`;
}
