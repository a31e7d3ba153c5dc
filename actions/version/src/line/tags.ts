import { versionInTag } from '@workaday/core';
import semver from 'semver';

/** A tag that is a version: literal prefix, then a version after SemVer 2.0.0. */
export interface VersionTag {
  name: string;
  version: string;
  /** The commit that the tag leads to, whether it is annotated or not. */
  commit: string;
}

/** Any tag, and the commit that it leads to. */
export type TagRef = Pick<VersionTag, 'name' | 'commit'>;

/** The tags of one line. */
export function versionTags(tags: readonly TagRef[], prefix: string): VersionTag[] {
  return tags.flatMap((tag) => {
    const version = versionInTag(tag.name, prefix);
    return version === undefined ? [] : [{ ...tag, version }];
  });
}

/** Thousands of tags are compared many times over; each is parsed once. */
const parsed = new WeakMap<VersionTag, semver.SemVer>();

function parsedVersion(tag: VersionTag): semver.SemVer {
  const known = parsed.get(tag) ?? new semver.SemVer(tag.version);
  parsed.set(tag, known);
  return known;
}

export function isStable(tag: VersionTag): boolean {
  return parsedVersion(tag).prerelease.length === 0;
}

/** By SemVer precedence, in which build metadata has no part. */
export function isLower(tag: VersionTag, than: VersionTag): boolean {
  return parsedVersion(tag).compare(parsedVersion(than)) < 0;
}

/** The tag of the highest version, by SemVer order, that is no prerelease. */
export function highestRelease(tags: readonly VersionTag[]): VersionTag | undefined {
  return tags
    .filter(isStable)
    .reduce<VersionTag | undefined>(
      (best, tag) => (best === undefined || isLower(best, tag) ? tag : best),
      undefined,
    );
}
