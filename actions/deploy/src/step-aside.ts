import {
  errorMessage,
  type GitHubClient,
  type Log,
  markdownCode,
  markdownText,
  summary,
} from '@workaday/core';
import type { AppPlace } from '@workaday/kubernetes';
import {
  type Ahead,
  deploysAnyway,
  type LaterCommit,
  needsPushes,
  newestWithRun,
  type OwnRun,
} from './coalesce.ts';

/** Commits of a comparison that GitHub answers at once; the branch's head is always the last of them. */
const pushesAsked = 100;

/** The commit to step aside for; undefined when this run is to deploy. GitHub unreadable is no evidence. */
export async function findNewer(github: GitHubClient, own: OwnRun, log: Log): Promise<Newer | undefined> {
  const anyway = deploysAnyway(own);
  if (anyway !== undefined || own.defaultBranch === undefined) {
    log.line(`coalesce: this run deploys, for ${anyway}`);
    return undefined;
  }
  try {
    const ahead = await readAhead(github, own.commit, own.defaultBranch);
    const newest = newestWithRun(ahead);
    if (newest !== undefined) return { newest, count: ahead.count };
    log.line(
      `coalesce: this run deploys, for no newer commit of ${own.defaultBranch} is known to have a run`,
    );
  } catch (error) {
    log.line(`coalesce: this run deploys, for GitHub did not say what is waiting: ${errorMessage(error)}`);
  }
  return undefined;
}

/** What this run steps aside for. */
export interface Newer {
  newest: LaterCommit;
  /** Commits behind ours. */
  count: number;
}

async function readAhead({ octokit, repo }: GitHubClient, commit: string, branch: string): Promise<Ahead> {
  const basehead = `${commit}...${branch}`;
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({ ...repo, basehead });
  const ahead: Ahead = {
    status: data.status,
    count: data.total_commits,
    commits: data.commits.map(({ sha, commit: { message } }) => ({ sha, message })),
    pushed: [],
  };
  if (!needsPushes(ahead)) return ahead;
  const ref = `refs/heads/${branch}`;
  const pushes = await octokit.rest.repos.listActivities({ ...repo, ref, per_page: pushesAsked });
  return { ...ahead, pushed: pushes.data.map(({ after }) => after) };
}

/** How a run ends that steps aside: nothing was touched. */
export function stepAside(
  { app, environment }: AppPlace,
  commit: string,
  { newest, count }: Newer,
): SteppedAside {
  const [subject = ''] = newest.message.split('\n');
  const sentence = `${count} newer ${count === 1 ? 'commit waits' : 'commits wait'} behind ${commit.slice(0, 12)}, so this run steps aside for ${newest.sha.slice(0, 12)}`;
  const brings = 'The run of that commit brings this one, too, and its release notes tell of both.';
  const moves =
    'Nothing has to be done. When the run of that commit fails, run this one again: a second attempt does not step aside.';
  return {
    outcome: 'superseded',
    reason: 'coalesced',
    message: `${sentence} (${subject}); its run brings this commit, too. ${moves}`,
    outputs: {},
    annotations: [{ level: 'notice', title: 'Deploy: stepped aside', message: `${sentence}. ${moves}` }],
    summary: summary.document([
      summary.heading(
        3,
        `⏭️ Deploy ${markdownText(app)} to ${markdownText(environment)}: superseded (coalesced)`,
      ),
      `**Why:** ${markdownText(sentence)} (${markdownText(subject)}). ${brings}\n`,
      summary.moves(moves),
      summary.table(['this commit', 'newest commit'], [[markdownCode(commit), markdownCode(newest.sha)]]),
    ]),
  };
}

/** A report of the deploy, as soon as its reasons hold this one. */
export interface SteppedAside {
  outcome: 'superseded';
  reason: 'coalesced';
  message: string;
  outputs: Record<string, never>;
  annotations: { level: 'notice'; title: string; message: string }[];
  summary: string;
}
