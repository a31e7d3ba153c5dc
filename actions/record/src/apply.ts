import { type GitHubClient, githubFailure } from '@workaday/core';
import { type DeploymentPayload, deploymentTask, issueLabel } from './facts.ts';
import type { Facts, Plan } from './plan.ts';

/** What the texts and payloads of the writes are made of. */
export interface Writing {
  environment: string;
  commit: string;
  tag: string;
  notes: string;
  url: string;
  runUrl: string;
  payload: DeploymentPayload & Record<string, unknown>;
}

export interface Written {
  deployment: number | undefined;
  releaseUrl: string | undefined;
  issue: number | undefined;
}

/** Writes what is missing; each write is safe to run again, because the facts say what is there. */
export async function applyRecord(
  github: GitHubClient,
  plan: Plan,
  facts: Facts,
  writing: Writing,
): Promise<Written> {
  return {
    deployment: await writeDeployment(github, plan, facts, writing),
    releaseUrl: await writeRelease(github, plan, facts, writing),
    issue: await writeIssue(github, plan, facts),
  };
}

async function writeDeployment(github: GitHubClient, plan: Plan, facts: Facts, writing: Writing) {
  if (plan.deployment === undefined) return facts.deployment?.id;
  const { state, description } = plan.deployment;
  try {
    const id = facts.deployment?.id ?? (await createDeployment(github, writing));
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

async function writeRelease(github: GitHubClient, plan: Plan, facts: Facts, writing: Writing) {
  if (plan.release === undefined) return facts.release?.url;
  const { tag, notes } = writing;
  try {
    if (plan.release === 'publish' && facts.release !== undefined) {
      const { data } = await github.octokit.rest.repos.updateRelease({
        ...github.repo,
        release_id: facts.release.id,
        draft: false,
      });
      return data.html_url;
    }
    const { data } = await github.octokit.rest.repos.createRelease({
      ...github.repo,
      tag_name: tag,
      name: tag,
      body: notes,
      draft: false,
    });
    return data.html_url;
  } catch (error) {
    throw githubFailure(error, `publishing the release ${tag}`, 'contents: write');
  }
}

async function writeIssue(github: GitHubClient, plan: Plan, facts: Facts) {
  if (plan.issue === undefined) return facts.issue?.number;
  const { action, title, body } = plan.issue;
  try {
    if (facts.issue === undefined) {
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
      issue_number: facts.issue.number,
      title,
      body,
      state: action === 'close' ? 'closed' : 'open',
    });
    return facts.issue.number;
  } catch (error) {
    throw githubFailure(error, 'writing the issue', 'issues: write');
  }
}
