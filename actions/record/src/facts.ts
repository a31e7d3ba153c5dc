import { type GitHubClient, githubFailure } from '@workaday/core';
import type { Attempts } from './attempts.ts';
import { readReleases } from './facts-releases.ts';
import { issueMarker } from './issue-text.ts';
import type { Facts } from './plan.ts';
import type { NamedRelease } from './release-lines.ts';

/** Which happening is looked for. */
export interface Subject {
  app: string;
  environment: string;
  commit: string;
  tag: string;
  githubReleases: readonly NamedRelease[];
  /** Number of the ledger's release; empty when none was made. */
  release: string;
  runId: string;
}

export const deploymentTask = 'deploy';
export const issueLabel = 'workaday';

type Known<Fact> = Exclude<Fact, 'unknown'>;

/** What a Deployment of ours carries, so that the same one is found again. */
export interface DeploymentPayload {
  workaday: { app: string; release: string; run: string };
}

/** Reads each part for itself: what cannot be read is unknown, and keeps the others from nothing. */
export async function readFacts(github: GitHubClient, subject: Subject, attempts: Attempts): Promise<Facts> {
  const [deployment, issue, releases] = await Promise.all([
    attempts.of(() => readDeployment(github, subject), 'unknown' as const),
    attempts.of(() => readIssue(github, subject), 'unknown' as const),
    readReleases(github, subject.githubReleases, subject.tag, attempts),
  ]);
  return { deployment, issue, releases };
}

/** The Deployment of this very release in its environment. */
export async function readDeployment(
  github: GitHubClient,
  subject: Subject,
): Promise<Known<Facts['deployment']>> {
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

async function readIssue(github: GitHubClient, subject: Subject): Promise<Known<Facts['issue']>> {
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
