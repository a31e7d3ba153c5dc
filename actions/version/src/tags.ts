import semver from 'semver';

/** A tag that is a version: literal prefix, then a version after SemVer 2.0.0. */
export interface VersionTag {
  name: string;
  version: string;
  /** The commit that the tag leads to, whether it is annotated or not. */
  commit: string;
}

/** The version in a tag's name; undefined for any tag that is none (`v1`, `v1.2.3.4`, `v01.2.3`, other prefixes). */
export function versionInTag(name: string, prefix: string): string | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const rest = name.slice(prefix.length);
  // semver.parse would take `v` and surrounding spaces, too.
  return /^\d/.test(rest) && semver.parse(rest)?.raw === rest ? rest : undefined;
}

/** Glob for `git for-each-ref`; a prefix cannot hold glob characters, Git forbids them in names. */
export function tagPattern(prefix: string): string {
  return `refs/tags/${prefix}[0-9]*`;
}

/** Reads lines `commit-or-tag-object peeled-commit-or-empty refname` as {@link tagFormat} writes them. */
export function parseTags(listing: string, prefix: string): VersionTag[] {
  return listing.split('\n').flatMap((line) => {
    const [object = '', peeled = '', ref = ''] = line.split('\t');
    const name = ref.replace(/^refs\/tags\//, '');
    const version = versionInTag(name, prefix);
    return version === undefined ? [] : [{ name, version, commit: peeled || object }];
  });
}

export const tagFormat = '--format=%(objectname)%09%(*objectname)%09%(refname)';

export function isStable(tag: VersionTag): boolean {
  return semver.prerelease(tag.version) === null;
}

/** The tag of the highest version, by SemVer order. */
export function highestTag(tags: readonly VersionTag[]): VersionTag | undefined {
  return tags.reduce<VersionTag | undefined>(
    (best, tag) => (best === undefined || semver.gt(tag.version, best.version) ? tag : best),
    undefined,
  );
}
