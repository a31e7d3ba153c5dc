import { type GitHubClient, githubFailure } from '@workaday/core';
import { issueMarker } from './issue-text.ts';

export const issueLabel = 'workaday';

/** The one issue of an app in an environment. */
export interface FoundIssue {
  number: number;
  open: boolean;
  body: string;
}

export async function readIssue(
  github: GitHubClient,
  { app, environment }: { app: string; environment: string },
): Promise<FoundIssue | undefined> {
  const marker = issueMarker(app, environment);
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
