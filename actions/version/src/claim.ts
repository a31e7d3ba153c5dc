import { errorMessage, Failure, type GitHubClient, githubFailure, statusOf } from '@workaday/core';
import type { Git } from './git.ts';

/**
 * Creates the tag, which is the compare-and-set between racing runs: GitHub accepts a name once.
 * @returns whether it is ours now; `taken` when the name exists, at whatever commit
 */
export async function createTag(
  github: GitHubClient,
  tag: string,
  sha: string,
): Promise<'created' | 'taken'> {
  try {
    await github.octokit.rest.git.createRef({ ...github.repo, ref: `refs/tags/${tag}`, sha });
    return 'created';
  } catch (error) {
    if (statusOf(error) !== 422) throw githubFailure(error, `creating the tag ${tag}`, 'contents: write');
    if (/already exists/i.test(errorMessage(error))) return 'taken';
    throw new Failure({
      reason: 'tag-refused',
      what: `GitHub refused the tag ${tag}: ${errorMessage(error)}`,
      why: 'A tag ruleset forbids it, the name belongs to an immutable release that was deleted, or the commit was never pushed.',
      next: 'Allow this workflow in the rulesets for tags, or push a higher version tag by hand and run again.',
      cause: error,
    });
  }
}

/**
 * Reads the tags of these prefixes from origin, with the commits they lead to.
 * @param gits ways to reach origin, tried in turn: the checkout's own credentials, then the token. Both at once
 *   would send two Authorization headers, which GitHub refuses.
 */
export async function fetchTags(gits: readonly Git[], prefixes: readonly string[]): Promise<void> {
  const refspecs = prefixes.map((prefix) => `+refs/tags/${prefix}*:refs/tags/${prefix}*`);
  const refusals: Failure[] = [];
  for (const git of gits) {
    try {
      await git('fetch', '--quiet', '--no-tags', '--no-write-fetch-head', 'origin', ...refspecs);
      return;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      refusals.push(error);
    }
  }
  const said = refusals.map((refusal) => refusal.parts.evidence ?? refusal.message).join('\n');
  throw new Failure({
    reason: 'fetch-failed',
    what: 'another run took the version first, and the tags could not be read again from origin',
    why: said.split('\n').at(-1),
    next: 'Give the step `github-token: ${{ github.token }}`, or run the job again: it starts from the new tags.',
    evidence: said,
    cause: refusals.at(-1),
  });
}
