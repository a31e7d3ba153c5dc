import { Failure } from '../failure.ts';
import type { Person } from '../rights.ts';
import type { GitHubClient } from './client.ts';
import { githubFailure, statusOf } from './errors.ts';

/**
 * What someone is in this repository, as GitHub says it now. `role_name` is asked, for `permission` calls a maintainer a
 * writer, and triage a reader.
 * @throws Failure `not-allowed` for who is unknown there, `github-…` when GitHub does not say
 */
export async function readPerson({ octokit, repo }: GitHubClient, login: string): Promise<Person> {
  try {
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({ ...repo, username: login });
    return { login, role: data.role_name };
  } catch (error) {
    if (statusOf(error) !== 404) throw githubFailure(error, `reading the role of ${login}`, 'contents: read');
    throw new Failure({
      outcome: 'refused',
      reason: 'not-allowed',
      what: `GitHub knows no role of ${login} in ${repo.owner}/${repo.repo}`,
      why: 'Whoever acts here must be a person with a role in the repository.',
      next: 'An administrator of the repository invites them.',
      cause: error,
    });
  }
}
