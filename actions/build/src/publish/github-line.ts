import { type Clock, errorMessage, getPatiently, type Http, type RunContext } from '@workaday/core';
import type { Line } from './line.ts';

export interface GithubLinePorts {
  http: Http;
  clock: Clock;
  context: Pick<RunContext, 'apiUrl' | 'repository'>;
}

const pageSize = 100;
/** A commit with more than that above it is too old to move a tag. */
const pages = 5;
/** A page names the files that changed, with their patches. */
const mostBytes = 64 * 1024 ** 2;

/**
 * A branch as GitHub knows it now; it is asked again each time, because it grows while we work. This one question is no
 * reason to load a client of the whole API, which would be half of the bundle.
 */
export function githubLine(branch: string, token: string, ports: GithubLinePorts): Line {
  return {
    above: async (commit) => {
      try {
        return await commitsAbove(commit, branch, token, ports);
      } catch (error) {
        return { unknown: `GitHub does not say what stands above this commit: ${errorMessage(error)}` };
      }
    },
  };
}

interface Comparison {
  status: string;
  total_commits: number;
  commits: { sha: string }[];
}

async function commitsAbove(
  commit: string,
  branch: string,
  token: string,
  { http, clock, context }: GithubLinePorts,
): Promise<string[] | { unknown: string }> {
  if (token === '')
    return { unknown: 'the input github-token is empty, and it takes one to ask for the order of commits' };
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
  };
  const above: string[] = [];
  for (let page = 1; ; page += 1) {
    const compared = `${encodeURIComponent(commit)}...${encodeURIComponent(branch)}`;
    const url = `${context.apiUrl}/repos/${context.repository}/compare/${compared}?per_page=${pageSize}&page=${page}`;
    const { status, body } = await getPatiently(url, headers, { http, clock }, mostBytes);
    if (status !== 200)
      return { unknown: `GitHub answers HTTP ${status} to the question what stands above this commit` };
    const data = JSON.parse(new TextDecoder().decode(body)) as Comparison;
    if (data.status !== 'ahead' && data.status !== 'identical')
      return { unknown: `this commit is not on ${branch}` };
    if (data.total_commits > pageSize * pages)
      return { unknown: `${data.total_commits} newer commits stand on ${branch}` };
    above.push(...data.commits.map(({ sha }) => sha));
    if (above.length >= data.total_commits || data.commits.length === 0) return above.reverse();
  }
}
