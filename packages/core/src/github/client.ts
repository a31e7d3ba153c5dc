import type { getOctokit } from '@actions/github';
import { Failure } from '../failure.ts';
import type { RunContext } from './context.ts';

export type Octokit = ReturnType<typeof getOctokit>;

/** GitHub's REST API for this run's repository. */
export interface GitHubClient {
  octokit: Octokit;
  repo: { owner: string; repo: string };
}

/** A call that takes longer than this got no answer. */
const patience = 30_000;

/** The client is loaded when it is asked for: it is most of what an action would otherwise load to start. */
export async function githubClient(
  token: string,
  context: Pick<RunContext, 'apiUrl' | 'owner' | 'name'>,
  timeout = patience,
): Promise<GitHubClient> {
  if (token === '') {
    throw new Failure({
      reason: 'bad-input',
      what: 'input github-token is empty, expected a token of this job',
      next: 'Add `github-token: ${{ github.token }}` to the `with:` block of this step.',
    });
  }
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(token, { baseUrl: context.apiUrl });
  octokit.hook.before('request', (options) => {
    options.request = { ...options.request, signal: AbortSignal.timeout(timeout) };
  });
  return {
    octokit,
    repo: { owner: context.owner, repo: context.name },
  };
}

/** GitHub as this job may ask it, and as a token that may read teams does, where there is one. */
export interface RightSources {
  github: GitHubClient;
  teams: GitHubClient | undefined;
}

/** The clients of a step whose inputs are `byHandInputs`. */
export async function rightSources(
  inputs: Readonly<Record<'github-token' | 'teams-token', string>>,
  context: Parameters<typeof githubClient>[1],
): Promise<RightSources> {
  const teams = inputs['teams-token'];
  return {
    github: await githubClient(inputs['github-token'], context),
    teams: teams === '' ? undefined : await githubClient(teams, context),
  };
}
