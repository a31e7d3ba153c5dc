import { errorMessage, Failure, type GitHubClient, githubFailure, statusOf } from '@workaday/core';
import type { Attempts } from './attempts.ts';
import { commitOfTag, releaseByTag } from './facts-releases.ts';
import type { ReleaseFacts, ReleaseStep, ReleaseWrite } from './release-plan.ts';

const permission = 'contents: write';

/**
 * Does each step of the plan.
 * @returns the public addresses by tag, of releases that were published before too
 */
export async function applyReleases(
  github: GitHubClient,
  steps: readonly ReleaseStep[],
  facts: readonly ReleaseFacts[],
  commit: string,
  attempts: Attempts,
): Promise<ReadonlyMap<string, string>> {
  const urls = new Map<string, string>();
  for (const { tag, found } of facts) if (found?.draft === false) urls.set(tag, found.url);
  for (const step of steps) {
    const written = await attempts.of(() => applyStep(github, step, commit), undefined);
    if (written?.draft === false) urls.set(step.tag, written.html_url);
  }
  return urls;
}

async function applyStep(github: GitHubClient, step: ReleaseStep, commit: string) {
  if (step.how === 'warn') return undefined;
  if (step.how === 'refuse') throw refused(step.tag, step.what);
  try {
    return await write(github, step);
  } catch (error) {
    const { tag } = step;
    if (statusOf(error) !== 422) throw githubFailure(error, `writing the release ${tag}`, permission);
    if (!errorMessage(error).includes('already_exists')) throw refused(tag, errorMessage(error), error);
    return await otherRelease(github, tag, commit, error);
  }
}

async function write({ octokit, repo }: GitHubClient, step: ReleaseWrite) {
  const { repos } = octokit.rest;
  if (step.how === 'update')
    return (await repos.updateRelease({ ...repo, release_id: step.id, ...step.fields })).data;
  const target = step.target === undefined ? {} : { target_commitish: step.target };
  return (await repos.createRelease({ ...repo, tag_name: step.tag, ...step.fields, ...target })).data;
}

/** Somebody published the tag before us: as good as done, if it is a release of this very commit. */
async function otherRelease(github: GitHubClient, tag: string, commit: string, cause: unknown) {
  let leadsTo: string | undefined;
  try {
    leadsTo = await commitOfTag(github, tag);
    const other = await releaseByTag(github, tag);
    if (leadsTo === commit && other !== undefined) return other;
  } catch (error) {
    throw githubFailure(error, `reading the release ${tag}`, permission);
  }
  throw refused(
    tag,
    `another release has the tag, which leads to ${leadsTo ?? 'nothing'}, not to ${commit}`,
    cause,
  );
}

function refused(tag: string, said: string, cause?: unknown): Failure {
  return new Failure({
    reason: 'release-refused',
    what: `the GitHub Release ${tag} could not be written: ${said}`,
    why: 'The tag was moved or given to another release, or a ruleset protects it.',
    next: `Look at the release and the tag ${tag}; put right what is wrong there, then run the job again.`,
    cause,
  });
}
