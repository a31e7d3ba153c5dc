import { type GitHubClient, githubFailure } from '@workaday/core';
import { applyReleases } from './apply-releases.ts';
import type { Attempts } from './attempts.ts';
import { issueLabel } from './facts-issue.ts';
import type { DeploymentPayload } from './payload.ts';
import type { Facts, Plan, Undoing } from './plan.ts';

/** What the texts and payloads of the writes are made of. */
export interface Writing {
  task: 'deploy' | 'rollback';
  environment: string;
  /** Commit of what serves after it. */
  commit: string;
  description: string;
  url: string;
  runUrl: string;
  payload: DeploymentPayload & Record<string, unknown>;
}

export interface Written {
  deployment: number | undefined;
  /** Public addresses of the GitHub Releases, by tag. */
  releases: ReadonlyMap<string, string>;
  issue: number | undefined;
}

/** What is there already, as far as the writes depend on it. */
type Found = Pick<Facts, 'deployment' | 'issue' | 'releases'>;

/** Writes what is missing; each write is safe to run again, because the facts say what is there. */
export async function applyRecord(
  github: GitHubClient,
  plan: Plan,
  facts: Found,
  writing: Writing,
  attempts: Attempts,
): Promise<Written> {
  const deployment = await attempts.of(() => writeDeployment(github, plan, facts, writing), undefined);
  for (const one of plan.undone) await attempts.of(() => writeUndone(github, one, writing), undefined);
  return {
    deployment,
    issue: await attempts.of(() => writeIssue(github, plan, facts), undefined),
    releases: await applyReleases(github, plan.releases, facts.releases, writing.commit, attempts),
  };
}

export async function writeDeployment(
  github: GitHubClient,
  plan: Pick<Plan, 'deployment'>,
  facts: Pick<Facts, 'deployment'>,
  writing: Writing,
) {
  const existing = facts.deployment === 'unknown' ? undefined : facts.deployment?.id;
  if (plan.deployment === undefined) return existing;
  const { state, description } = plan.deployment;
  try {
    const id = existing ?? (await createDeployment(github, writing));
    await github.octokit.rest.repos.createDeploymentStatus({
      ...github.repo,
      deployment_id: id,
      state,
      description,
      log_url: writing.runUrl,
      ...(writing.url === '' ? {} : { environment_url: writing.url }),
      auto_inactive: state === 'success',
    });
    return id;
  } catch (error) {
    throw writingFailure(error);
  }
}

async function createDeployment(github: GitHubClient, writing: Writing): Promise<number> {
  const { data } = await github.octokit.rest.repos.createDeployment({
    ...github.repo,
    ref: writing.commit,
    task: writing.task,
    environment: writing.environment,
    production_environment: writing.environment === 'production',
    description: writing.description,
    payload: writing.payload,
    // GitHub's defaults would merge the default branch into the commit and wait for this run's own checks.
    auto_merge: false,
    required_contexts: [],
  });
  if (!('id' in data)) throw new Error(`GitHub made no deployment: ${data.message ?? 'no reason given'}`);
  return data.id;
}

async function writeUndone(github: GitHubClient, { id, description }: Undoing, { runUrl }: Writing) {
  try {
    await github.octokit.rest.repos.createDeploymentStatus({
      ...github.repo,
      deployment_id: id,
      state: 'failure',
      description,
      log_url: runUrl,
      auto_inactive: false,
    });
  } catch (error) {
    throw writingFailure(error);
  }
}

function writingFailure(error: unknown) {
  return githubFailure(error, 'writing the deployment', 'deployments: write');
}

async function writeIssue(github: GitHubClient, plan: Plan, facts: Found) {
  const existing = facts.issue === 'unknown' ? undefined : facts.issue?.number;
  if (plan.issue === undefined) return existing;
  const { action, title, body } = plan.issue;
  try {
    if (existing === undefined) {
      const created = await github.octokit.rest.issues.create({
        ...github.repo,
        title,
        body,
        labels: [issueLabel],
      });
      return created.data.number;
    }
    await github.octokit.rest.issues.update({
      ...github.repo,
      issue_number: existing,
      title,
      body,
      state: action === 'close' ? 'closed' : 'open',
    });
    return existing;
  } catch (error) {
    throw githubFailure(error, 'writing the issue', 'issues: write');
  }
}
