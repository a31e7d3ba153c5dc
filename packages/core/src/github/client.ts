import { getOctokit } from '@actions/github';
import { Failure } from '../failure.ts';
import type { RunContext } from './context.ts';

export type Octokit = ReturnType<typeof getOctokit>;

/** GitHub's REST API for this run's repository. */
export interface GitHubClient {
  octokit: Octokit;
  repo: { owner: string; repo: string };
}

export function githubClient(token: string, context: RunContext): GitHubClient {
  if (token === '') {
    throw new Failure({
      reason: 'bad-input',
      what: 'input github-token is empty, expected a token of this job',
      next: 'Add `github-token: ${{ github.token }}` to the `with:` block of this step.',
    });
  }
  return {
    octokit: getOctokit(token, { baseUrl: context.apiUrl }),
    repo: { owner: context.owner, repo: context.name },
  };
}
