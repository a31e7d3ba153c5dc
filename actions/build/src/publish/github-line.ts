import { errorMessage, type GitHubClient } from '@workaday/core';
import type { Line } from './line.ts';

const pageSize = 100;
/** A commit with more than that above it is too old to move a tag. */
const pages = 5;

/** The default branch as GitHub knows it now. It is asked again each time: it grows while we work. */
export function githubLine(github: () => Promise<GitHubClient>, branch: string): Line {
  return {
    above: async (commit) => {
      try {
        return await commitsAbove(await github(), commit, branch);
      } catch (error) {
        return { unknown: `GitHub does not say what stands above this commit: ${errorMessage(error)}` };
      }
    },
  };
}

async function commitsAbove(
  { octokit, repo }: GitHubClient,
  commit: string,
  branch: string,
): Promise<string[] | { unknown: string }> {
  const above: string[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...repo,
      basehead: `${commit}...${branch}`,
      per_page: pageSize,
      page,
    });
    if (data.status !== 'ahead' && data.status !== 'identical')
      return { unknown: `this commit is not on ${branch}` };
    if (data.total_commits > pageSize * pages)
      return { unknown: `${data.total_commits} newer commits stand on ${branch}` };
    above.push(...data.commits.map(({ sha }) => sha));
    if (above.length >= data.total_commits || data.commits.length === 0) return above.reverse();
  }
}
