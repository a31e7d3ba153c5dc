import { Failure, type GitHubClient, githubFailure, statusOf } from '@workaday/core';
import type { Attempts } from './attempts.ts';
import type { NamedRelease } from './release-lines.ts';
import type { FoundRelease, ReleaseFacts } from './release-plan.ts';

const permission = 'contents: write';

/**
 * The GitHub Releases of these lines, and of `tag` when no line names it. A draft has no tag yet that it could be
 * found by, which is why its ID travels. What cannot be read is left out and kept in `attempts`.
 */
export async function readReleases(
  github: GitHubClient,
  named: readonly NamedRelease[],
  tag: string,
  attempts: Attempts,
): Promise<ReleaseFacts[]> {
  const byTagAlone = tag === '' || named.some((one) => one.tag === tag) ? [] : [{ tag, id: undefined }];
  const read = [...named, ...byTagAlone].map((one) =>
    attempts.of(() => readRelease(github, one.tag, one.id, one.tag === tag), undefined),
  );
  return (await Promise.all(read)).filter((facts) => facts !== undefined);
}

/** @param ours whether the release is to be created when it is missing */
async function readRelease(
  github: GitHubClient,
  tag: string,
  id: number | undefined,
  ours: boolean,
): Promise<ReleaseFacts> {
  try {
    const byId = id === undefined ? undefined : await releaseById(github, id);
    if (byId !== undefined && byId.tag_name !== tag) throw otherTag(tag, id, byId.tag_name);
    const found = byId ?? (ours ? await releaseByTag(github, tag) : undefined);
    if (found !== undefined) return { tag, id, found: released(found) };
    return { tag, id, found: undefined, commit: ours ? await commitOfTag(github, tag) : undefined };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw githubFailure(error, `reading the release ${tag}`, permission);
  }
}

async function releaseById(github: GitHubClient, id: number) {
  return unlessMissing(github.octokit.rest.repos.getRelease({ ...github.repo, release_id: id }));
}

export async function releaseByTag(github: GitHubClient, tag: string) {
  return unlessMissing(github.octokit.rest.repos.getReleaseByTag({ ...github.repo, tag }));
}

/** The commit that a tag leads to, whatever its kind; undefined when there is no such tag. */
export async function commitOfTag(github: GitHubClient, tag: string): Promise<string | undefined> {
  const ref = `tags/${tag}`;
  return (await unlessMissing(github.octokit.rest.repos.getCommit({ ...github.repo, ref })))?.sha;
}

/** GitHub answers 404 for what is not there, and 422 for a commit that no name leads to. */
async function unlessMissing<T>(asked: Promise<{ data: T }>): Promise<T | undefined> {
  try {
    return (await asked).data;
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 422) return undefined;
    throw error;
  }
}

type Answered = NonNullable<Awaited<ReturnType<typeof releaseByTag>>>;

function released({ id, html_url: url, draft, prerelease, name, body }: Answered): FoundRelease {
  return { id, url, draft, prerelease, name: name ?? '', body: body ?? '' };
}

function otherTag(tag: string, id: number | undefined, found: string): Failure {
  return new Failure({
    reason: 'release-mismatch',
    what: `the GitHub Release ${id} is of the tag ${found}, not of ${tag}; it was left as it is`,
    why: 'Somebody changed the tag of the draft, or `github-releases` names the wrong ID.',
    next: `Give the draft its tag ${tag} back and run the job again, or publish the release by hand.`,
  });
}
