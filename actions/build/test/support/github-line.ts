import type { Ports } from '../../src/ports.ts';
import { commit } from './run-build.ts';

/** GitHub's comparison of commits, for a branch whose commits are these, oldest first. */
export function branchOf(...commits: readonly string[]): Ports['github'] {
  const compareCommitsWithBasehead = async ({ basehead }: { basehead: string }) => {
    const above = commits.slice(commits.indexOf(basehead.split('...')[0] ?? '') + 1);
    const data = {
      status: above.length > 0 ? 'ahead' : 'identical',
      total_commits: above.length,
      commits: above.map((sha) => ({ sha })),
    };
    return { data };
  };
  const octokit = { rest: { repos: { compareCommitsWithBasehead } } };
  return async () => ({ octokit, repo: { owner: 'Acme', repo: 'Shop' } }) as never;
}

/** A branch that ends at this run's commit. */
export const endsHere = branchOf(commit);
