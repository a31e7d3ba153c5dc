import { type GitHubClient, githubFailure, statusOf } from '@workaday/core';
import { issueMarker } from './issue-text.ts';
import type { Facts } from './plan.ts';

/** Which happening is looked for. */
export interface Subject {
  app: string;
  environment: string;
  commit: string;
  tag: string;
  /** Number of the ledger's release; empty when none was made. */
  release: string;
  runId: string;
}

export const deploymentTask = 'deploy';
export const issueLabel = 'workaday';

/** What a Deployment of ours carries, so that the same one is found again. */
export interface DeploymentPayload {
  workaday: { app: string; release: string; run: string };
}

export async function readFacts(github: GitHubClient, subject: Subject): Promise<Facts> {
  const [deployment, release, issue] = await Promise.all([
    readDeployment(github, subject),
    readRelease(github, subject.tag),
    readIssue(github, subject),
  ]);
  return { deployment, release, issue };
}

async function readDeployment(github: GitHubClient, subject: Subject): Promise<Facts['deployment']> {
  try {
    const listed = await github.octokit.rest.repos.listDeployments({
      ...github.repo,
      sha: subject.commit,
      environment: subject.environment,
      task: deploymentTask,
      per_page: 100,
    });
    const ours = listed.data.find((deployment) => isOurs(deployment.payload, subject));
    if (ours === undefined) return undefined;
    const statuses = await github.octokit.rest.repos.listDeploymentStatuses({
      ...github.repo,
      deployment_id: ours.id,
      per_page: 100,
    });
    return { id: ours.id, states: statuses.data.map((status) => status.state) };
  } catch (error) {
    throw githubFailure(error, 'reading the deployments', 'deployments: write');
  }
}

function isOurs(payload: unknown, subject: Subject): boolean {
  const parsed = typeof payload === 'string' ? parseJson(payload) : payload;
  const ours = (parsed as Partial<DeploymentPayload> | undefined)?.workaday;
  if (ours?.app !== subject.app) return false;
  return subject.release === '' ? ours.run === subject.runId : ours.release === subject.release;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readRelease(github: GitHubClient, tag: string): Promise<Facts['release']> {
  if (tag === '') return undefined;
  try {
    const { data } = await github.octokit.rest.repos.getReleaseByTag({ ...github.repo, tag });
    return { id: data.id, url: data.html_url, draft: data.draft };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw githubFailure(error, `reading the release ${tag}`, 'contents: write');
  }
}

async function readIssue(github: GitHubClient, subject: Subject): Promise<Facts['issue']> {
  const marker = issueMarker(subject.app, subject.environment);
  try {
    const issues = await github.octokit.paginate(github.octokit.rest.issues.listForRepo, {
      ...github.repo,
      labels: issueLabel,
      state: 'all',
      per_page: 100,
    });
    const ours = issues
      .filter((issue) => issue.body?.startsWith(marker))
      .sort((a, b) => a.number - b.number)[0];
    return ours && { number: ours.number, open: ours.state === 'open', body: ours.body ?? '' };
  } catch (error) {
    throw githubFailure(error, 'reading the issues', 'issues: write');
  }
}
