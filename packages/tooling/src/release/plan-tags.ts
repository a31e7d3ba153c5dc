import semver from 'semver';

export interface TagChange {
  tag: string;
  /** What the remote has now; undefined when it has no such tag. */
  from: string | undefined;
}

/** Tags of the remote by name, as commits. */
export type RemoteTags = ReadonlyMap<string, string>;

/** Parses what `git ls-remote --tags` prints; an annotated tag counts as the commit it stands for. */
export function parseRemoteTags(text: string): RemoteTags {
  const tags = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, sha = '', tag = ''] = /^([0-9a-f]{40,64})\trefs\/tags\/(.+?)(?:\^\{\})?$/.exec(line) ?? [];
    if (tag !== '') tags.set(tag, sha);
  }
  return tags;
}

/** The exact version, or an error that says what one looks like. */
export function parseVersion(text: string): semver.SemVer {
  const version = semver.parse(text);
  if (version === null || version.version !== text || version.build.length > 0) {
    throw new Error(
      `version is ${JSON.stringify(text)}, expected one such as 1.2.3 or 2.0.0-rc.1, without v`,
    );
  }
  return version;
}

/** The change that moves `v1` to `commit`; undefined for a prerelease, an older version, or when it is there. */
export function majorTagChange(
  version: semver.SemVer,
  commit: string,
  tags: RemoteTags,
): TagChange | undefined {
  const tag = `v${version.major}`;
  const newer = [...tags.keys()]
    .map((name) => (name.startsWith('v') ? semver.parse(name.slice(1)) : null))
    .filter((other) => other !== null)
    .some((other) => other.major === version.major && !other.prerelease.length && other.compare(version) > 0);
  if (newer || version.prerelease.length > 0 || tags.get(tag) === commit) return undefined;
  return { tag, from: tags.get(tag) };
}
