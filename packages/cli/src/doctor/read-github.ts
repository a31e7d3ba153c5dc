import { errorMessage, type GitHubClient, statusOf } from '@workaday/core';
import type { EnvironmentFacts, GitHubFacts } from './facts.ts';
import { type Known, known, notKnown } from './finding.ts';

export interface GitHubAnswers {
  github: GitHubFacts;
  defaultBranch: string | undefined;
}

const page = 100;

/** Asks GitHub everything that the checks need; each question by itself, for a token may be allowed one and not another. */
export async function readGitHub(
  { octokit, repo }: GitHubClient,
  environment: string,
  people: readonly string[],
): Promise<GitHubAnswers> {
  const { rest } = octokit;
  const place = { ...repo, environment_name: environment };
  const [defaultBranch, found, environmentSecrets, repositorySecrets, variables, protectedBranches, roles] =
    await Promise.all([
      ask('Metadata: read', async () => (await rest.repos.get(repo)).data.default_branch),
      ask('Actions: read', () => environmentOf({ octokit, repo }, environment)),
      ask('Environments: read', async () =>
        names(await octokit.paginate(rest.actions.listEnvironmentSecrets, { ...place, per_page: page })),
      ),
      ask('Secrets: read', async () =>
        names(await octokit.paginate(rest.actions.listRepoSecrets, { ...repo, per_page: page })),
      ),
      ask('Variables: read and Environments: read', () => variablesOf({ octokit, repo }, environment)),
      ask('Contents: read', async () =>
        names(await octokit.paginate(rest.repos.listBranches, { ...repo, protected: true, per_page: page })),
      ),
      ask('Metadata: read', async () =>
        Object.fromEntries(
          await Promise.all(people.map(async (login) => [login, await roleOf({ octokit, repo }, login)])),
        ),
      ),
    ]);
  return {
    defaultBranch: defaultBranch.known ? defaultBranch.value : undefined,
    github: {
      environment: found,
      environmentSecrets,
      repositorySecrets,
      variables,
      protectedBranches,
      roles,
    },
  };
}

/** Nothing of GitHub can be asked; why, and what would help. */
export function withoutGitHub(why: string, next: string): GitHubFacts {
  const none = notKnown(why, next);
  return {
    environment: none,
    environmentSecrets: none,
    repositorySecrets: none,
    variables: none,
    protectedBranches: none,
    roles: none,
  };
}

async function ask<T>(permission: string, question: () => Promise<T>): Promise<Known<T>> {
  try {
    return known(await question());
  } catch (error) {
    const status = statusOf(error);
    const refused = status === 401 || status === 403 || status === 404;
    return notKnown(
      `GitHub ${status === undefined ? 'did not answer' : `answered ${status}`}: ${errorMessage(error)}.`,
      refused
        ? `Use a token of somebody who administers the repository; of a fine-grained one, with ${permission}.`
        : 'Try again; see githubstatus.com if it persists.',
    );
  }
}

const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);

/** Undefined for an environment that is not there. */
async function environmentOf(
  { octokit, repo }: GitHubClient,
  name: string,
): Promise<EnvironmentFacts | undefined> {
  const found = await octokit.rest.repos
    .getEnvironment({ ...repo, environment_name: name })
    .catch(async (error: unknown) => {
      if (statusOf(error) !== 404) throw error;
      // A repository that the token may not see is a 404 too, and throws here.
      await octokit.rest.repos.get(repo);
      return undefined;
    });
  if (found === undefined) return undefined;
  const policy = found.data.deployment_branch_policy;
  if (!policy) return { branches: 'every' };
  if (policy.protected_branches) return { branches: 'protected' };
  const patterns = await ask('Actions: read', async () =>
    (
      await octokit.paginate(octokit.rest.repos.listDeploymentBranchPolicies, {
        ...repo,
        environment_name: name,
        per_page: page,
      })
    ).flatMap(({ name: pattern, type }) => (pattern === undefined || type === 'tag' ? [] : pattern)),
  );
  return { branches: 'chosen', patterns };
}

/** Variables by name: the environment's win over the repository's, and these over the organisation's. */
async function variablesOf(
  { octokit, repo }: GitHubClient,
  environment: string,
): Promise<Record<string, string>> {
  const { actions } = octokit.rest;
  const lists = await Promise.all([
    octokit.paginate(actions.listRepoOrganizationVariables, { ...repo, per_page: 30 }).catch(noneOf404),
    octokit.paginate(actions.listRepoVariables, { ...repo, per_page: 30 }),
    octokit
      .paginate(actions.listEnvironmentVariables, { ...repo, environment_name: environment, per_page: 30 })
      .catch(noneOf404),
  ]);
  return Object.fromEntries(lists.flat().map(({ name, value }) => [name, value]));
}

/** An environment that is not there, which a check of its own tells, and a person's account have no variables. */
function noneOf404(error: unknown): [] {
  if (statusOf(error) === 404) return [];
  throw error;
}

async function roleOf({ octokit, repo }: GitHubClient, login: string): Promise<string> {
  try {
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({ ...repo, username: login });
    return data.role_name;
  } catch (error) {
    if (statusOf(error) === 404) return 'none';
    throw error;
  }
}
