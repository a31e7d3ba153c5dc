import { ApiError } from './api-error.ts';
import type { Release, Repository } from './state.ts';

/** The order of GitHub's list: by date of creation. */
export function newestFirst(a: Release, b: Release): number {
  return b.createdAt.localeCompare(a.createdAt) || b.id - a.id;
}

/** The release that `make_latest` chose, or the newest full one; of one date, the higher version. */
export function latestOf({ releases, latestRelease }: Repository): Release | undefined {
  const full = releases.filter((one) => !one.draft && !one.prerelease);
  const higherFirst = (a: Release, b: Release) =>
    b.tagName.localeCompare(a.tagName, 'en', { numeric: true }) || newestFirst(a, b);
  const order = (a: Release, b: Release) => b.createdAt.localeCompare(a.createdAt) || higherFirst(a, b);
  return full.find((one) => one.id === latestRelease) ?? full.toSorted(order)[0];
}

/** What `make_latest` asks for a published release; `legacy` leaves the choice to GitHub. */
export function chooseLatest(repository: Repository, release: Release, asked: unknown): void {
  if (asked === 'true') repository.latestRelease = release.id;
  else if (asked === 'legacy' || (asked === 'false' && repository.latestRelease === release.id))
    delete repository.latestRelease;
}

export function checkLatest(asked: unknown, draft: boolean, prerelease: boolean): void {
  if (asked !== 'true' || !(draft || prerelease)) return;
  const message = 'Latest release cannot be draft or prerelease.';
  throw new ApiError(422, 'Validation Failed', [{ resource: 'Release', code: 'custom', message }]);
}
