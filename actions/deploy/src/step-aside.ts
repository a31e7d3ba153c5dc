import {
  defaultBranchOf,
  errorMessage,
  type GitHubClient,
  type Log,
  markdownCode,
  markdownText,
  type RightSources,
  type RunContext,
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
import { revertedBy } from './stopped.ts';

/** Pushes that are looked through for the newest that has a run. */
const pushesAsked = 100;

/** What the decision is made of, besides the configuration. */
export interface AsidePorts {
  context: RunContext;
  /** JSON of the event that started the run; undefined when there is none. */
  event: string | undefined;
  github(): Promise<Pick<RightSources, 'github'>>;
  log: Log;
}

/** The commit that the run of this one steps aside for; undefined when it is to deploy. */
export async function asideFor(commit: string, ports: AsidePorts): Promise<Newer | undefined> {
  const { context, event } = ports;
  const { event: name, ref, runAttempt: attempt } = context;
  const defaultBranch = defaultBranchOf(context, event === undefined ? undefined : JSON.parse(event));
  const own = { commit, event: name, ref, attempt, defaultBranch, reverted: revertedBy(event) };
  const found = await findNewer(own, ports);
  if (typeof found !== 'string') return found;
  ports.log.line(`coalesce: this run deploys: ${found}`);
  return undefined;
}

/** Or why there is none. GitHub's silence is no evidence that another run brings this commit. */
async function findNewer(own: OwnRun, { github }: AsidePorts): Promise<Newer | string> {
  const anyway = deploysAnyway(own);
  if (anyway !== undefined) return anyway;
  const branch = own.defaultBranch ?? '';
  try {
    const ahead = await readAhead((await github()).github, own.commit, branch);
    const newest = newestWithRun(ahead);
    return newest === undefined
      ? `no newer commit of ${branch} is known to have a run`
      : { newest, count: ahead.count };
  } catch (error) {
    return `GitHub did not say what is waiting: ${errorMessage(error)}`;
  }
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
