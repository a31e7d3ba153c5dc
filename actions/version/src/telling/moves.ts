import type { LinePlan } from '../line/line-plan.ts';
import { commitLink, type Links, tagLink } from './links.ts';

/** What comes next for this merge, or what it waits for: Markdown. */
export function movesOf({ outcome, newer, takenBackBy }: LinePlan, links: Links, dryRun: boolean): string {
  if (dryRun) return 'This is what merging does.';
  if (newer)
    return `The run of ${tagLink(newer.name, links)} takes this commit along. When that run fails, run it again; this one has nothing left to do.`;
  if (takenBackBy)
    return `The run of ${commitLink(takenBackBy, links)} goes on without it. To have it all the same, merge it again.`;
  if (outcome === 'unreleased')
    return 'The jobs after this one ship it all the same, under this build version.';
  return 'The jobs after this one take it from here, under this version.';
}
