import { type GitHubClient, githubFailure } from '@workaday/core';
import { applyReleases } from './apply-releases.ts';
import type { Attempts } from './attempts.ts';
import { type DeploymentPayload, deploymentTask, issueLabel } from './facts.ts';
import type { Facts, Plan } from './plan.ts';

/** What the texts and payloads of the writes are made of. */
export interface Writing {
  environment: string;
  commit: string;
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

/** Writes what is missing; each write is safe to run again, because the facts say what is there. */
export async function applyRecord(
  github: GitHubClient,
  plan: Plan,
  facts: Facts,
  writing: Writing,
  attempts: Attempts,
): Promise<Written> {
  return {
    deployment: await attempts.of(() => writeDeployment(github, plan, facts, writing), undefined),
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
    throw githubFailure(error, 'writing the deployment', 'deployments: write');
  }
}

async function createDeployment(github: GitHubClient, writing: Writing): Promise<number> {
  const { data } = await github.octokit.rest.repos.createDeployment({
    ...github.repo,
    ref: writing.commit,
    task: deploymentTask,
    environment: writing.environment,
    production_environment: writing.environment === 'production',
    payload: writing.payload,
    // GitHub's defaults would merge the default branch into the commit and wait for this run's own checks.
    auto_merge: false,
    required_contexts: [],
  });
  if (!('id' in data)) throw new Error(`GitHub made no deployment: ${data.message ?? 'no reason given'}`);
  return data.id;
}

async function writeIssue(github: GitHubClient, plan: Plan, facts: Facts) {
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
