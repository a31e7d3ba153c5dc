import { Failure, type GitHubClient, githubFailure, statusOf } from '@workaday/core';

/** A GitHub Release, as far as versions are concerned with it. */
export interface GitHubRelease {
  id: number;
  tag: string;
  draft: boolean;
  prerelease: boolean;
  body: string;
}

/** GitHub's largest page: one call, whatever the size of history. */
const perPage = 100;

function released(data: {
  id: number;
  tag_name: string;
  draft: boolean;
  prerelease: boolean;
  body?: string | null;
}): GitHubRelease {
  const { id, tag_name: tag, draft, prerelease, body } = data;
  return { id, tag, draft, prerelease, body: body ?? '' };
}

/** The newest releases; drafts among them only if the token may write. */
async function listReleases(github: GitHubClient): Promise<GitHubRelease[]> {
  try {
    const { data } = await github.octokit.rest.repos.listReleases({ ...github.repo, per_page: perPage });
    return data.map(released);
  } catch (error) {
    throw githubFailure(error, 'reading the releases', 'contents: read');
  }
}

/**
 * Tags whose release was never verified, or was marked as undone: their changes are told again. A tag without any
 * release here (older than this page, or made before Workaday) counts as verified.
 */
export function unverifiedTags(releases: readonly GitHubRelease[]): ReadonlySet<string> {
  const verified = new Set(
    releases.filter((release) => !release.draft && !release.prerelease).map((release) => release.tag),
  );
  return new Set(releases.map((release) => release.tag).filter((tag) => !verified.has(tag)));
}

/** What GitHub's releases say before anything is decided. */
export interface KnownReleases {
  list: readonly GitHubRelease[];
  /** There are older ones that were not read. */
  more: boolean;
  problems: readonly string[];
}

/** Notes are worth a warning, not the release: without GitHub's answer they begin at the previous tag. */
export async function readReleases(
  github: (() => Promise<GitHubClient>) | undefined,
): Promise<KnownReleases> {
  if (github === undefined) return { list: [], more: false, problems: [] };
  try {
    const list = await listReleases(await github());
    return { list, more: list.length === perPage, problems: [] };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const problem = `The notes begin at the previous tag, because ${error.parts.what}`;
    return { list: [], more: false, problems: [problem] };
  }
}

/** A release that should exist at GitHub. */
export interface WantedRelease {
  tag: string;
  /** Its tag was created a moment ago: no release can be older. */
  isNew: boolean;
  notes: string;
  prerelease: boolean;
}

export interface FoundReleases {
  /** By tag. */
  releases: ReadonlyMap<string, GitHubRelease>;
  problems: readonly string[];
}

export const noReleases: FoundReleases = { releases: new Map(), problems: [] };

/** Finds the GitHub Release of each tag, or creates its draft. The tags stand, whatever GitHub answers here. */
export async function completeReleases(
  github: () => Promise<GitHubClient>,
  wanted: readonly WantedRelease[],
  known: KnownReleases,
): Promise<FoundReleases> {
  const releases = new Map<string, GitHubRelease>();
  const problems: string[] = [];
  for (const want of wanted) {
    try {
      const client = await github();
      releases.set(want.tag, (await findRelease(client, want, known)) ?? (await createDraft(client, want)));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push(`${error.parts.what}. ${error.parts.next}`);
    }
  }
  return { releases, problems };
}

async function findRelease(github: GitHubClient, { tag, isNew }: WantedRelease, known: KnownReleases) {
  const listed = known.list.filter((release) => release.tag === tag);
  const best = listed.find((release) => !release.draft) ?? listed[0];
  if (best !== undefined || isNew || !known.more) return best;
  try {
    const { data } = await github.octokit.rest.repos.getReleaseByTag({ ...github.repo, tag });
    return released(data);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw githubFailure(error, `reading the release ${tag}`, 'contents: write');
  }
}

/**
 * A draft is published by the record of the deployment, when the release is proven. It names no target, for its tag
 * exists: with one, GitHub refuses a job's token once the default branch has other workflows than the commit.
 */
async function createDraft(
  github: GitHubClient,
  { tag, notes, prerelease }: WantedRelease,
): Promise<GitHubRelease> {
  try {
    const { data } = await github.octokit.rest.repos.createRelease({
      ...github.repo,
      tag_name: tag,
      name: tag,
      body: notes,
      draft: true,
      prerelease,
    });
    return released(data);
  } catch (error) {
    throw githubFailure(error, `creating the draft release ${tag}`, 'contents: write');
  }
}
