import semver from 'semver';

/** The version in a tag's name; undefined for any tag that is none (`v1`, `v1.2.3.4`, `v01.2.3`, other prefixes). */
export function versionInTag(name: string, prefix: string): string | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const rest = name.slice(prefix.length);
  // semver.parse would take `v` and surrounding spaces, too.
  return /^\d/.test(rest) && semver.parse(rest)?.raw === rest ? rest : undefined;
}
