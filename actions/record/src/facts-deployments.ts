import { type GitHubClient, githubFailure } from '@workaday/core';
import { type DeploymentPayload, ourPayload, servedBy } from './payload.ts';

/** A Deployment of ours with the states it has had, newest first. */
export interface FoundDeployment {
  id: number;
  states: readonly string[];
}

/** One of a release that does not serve any more. */
export interface UndoneDeployment extends FoundDeployment {
  release: number;
  payload: DeploymentPayload;
}

/** Where a Deployment is looked for, and which one. */
export interface Wanted {
  environment: string;
  task: 'deploy' | 'rollback';
  commit: string;
  is(payload: DeploymentPayload): boolean;
}

const permission = 'deployments: write';
/** A ledger remembers twenty releases; what is further back than this is not looked for. */
const mostPages = 3;

export async function findDeployment(
  github: GitHubClient,
  { environment, task, commit, is }: Wanted,
): Promise<FoundDeployment | undefined> {
  return reading(async () => {
    const { data } = await github.octokit.rest.repos.listDeployments({
      ...github.repo,
      sha: commit,
      environment,
      task,
      per_page: 100,
    });
    const ours = data.find(({ payload }) => matches(ourPayload(payload), is));
    return ours && { id: ours.id, states: await statesOf(github, ours.id) };
  });
}

/** One of our Deployments in an environment, whatever it was for. */
export interface Listed {
  id: number;
  payload: DeploymentPayload;
}

/**
 * What we have recorded in an environment, newest first, back to the release that serves.
 * @param release its number, after which nothing older is looked for
 */
export async function listOurs(
  github: GitHubClient,
  place: { app: string; environment: string },
  release: number,
): Promise<Listed[]> {
  return reading(async () => {
    const found: Listed[] = [];
    const { repos } = github.octokit.rest;
    const query = { ...github.repo, environment: place.environment, per_page: 100 };
    let pages = 0;
    for await (const { data } of github.octokit.paginate.iterator(repos.listDeployments, query)) {
      const ours = data.flatMap(({ id, payload }) => {
        const read = ourPayload(payload);
        return read?.workaday.app === place.app ? [{ id, payload: read }] : [];
      });
      found.push(...ours);
      pages += 1;
      if (pages === mostPages || ours.some(({ payload }) => servedBy(payload) <= release)) break;
    }
    return found;
  });
}

/** Those of the releases between the one that serves and the last one that was undone, with their states. */
export async function readUndone(
  github: GitHubClient,
  listed: readonly Listed[],
  { above, upTo }: { above: number; upTo: number },
): Promise<UndoneDeployment[]> {
  const inBetween = listed.flatMap(({ id, payload }) => {
    const release = servedBy(payload);
    return release > above && release <= upTo ? [{ id, payload, release }] : [];
  });
  return reading(() =>
    Promise.all(inBetween.map(async (one) => ({ ...one, states: await statesOf(github, one.id) }))),
  );
}

async function statesOf(github: GitHubClient, id: number): Promise<string[]> {
  const { data } = await github.octokit.rest.repos.listDeploymentStatuses({
    ...github.repo,
    deployment_id: id,
    per_page: 100,
  });
  return data.map(({ state }) => state);
}

function matches(payload: DeploymentPayload | undefined, is: Wanted['is']): boolean {
  return payload !== undefined && is(payload);
}

async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw githubFailure(error, 'reading the deployments', permission);
  }
}
