import type { WholeRun } from './whole-run.ts';

/** The branch that this run is of; undefined for a tag or a pull request. */
export function ownBranch({ ports }: WholeRun): string | undefined {
  return /^refs\/heads\/(.+)$/.exec(ports.context.ref)?.[1];
}

/** Branches whose layers a build may begin with: its own, then the default one. */
export function cacheBranches(run: WholeRun): string[] {
  const branches = [ownBranch(run), run.rule.defaultBranch].filter((branch) => branch !== undefined);
  return [...new Set(branches)];
}
