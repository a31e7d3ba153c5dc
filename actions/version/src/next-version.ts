import semver from 'semver';
import type { Bump } from './bump.ts';

/** Before 1.0.0 a breaking change makes a minor: 1.0.0 is a decision of people, made by tagging it. */
function step(version: string, bump: Exclude<Bump, 'none'>): 'major' | 'minor' | 'patch' {
  return bump === 'major' && semver.major(version) === 0 ? 'minor' : bump;
}

function raise(version: string, bump: Exclude<Bump, 'none'>): string {
  const raised = semver.inc(version, step(version, bump));
  if (raised === null) throw new Error(`${version} cannot be raised`);
  return raised;
}

/**
 * The version after `base`, above every version that exists.
 * @param existing versions that the result must exceed
 */
export function nextVersion(
  base: string | undefined,
  bump: Exclude<Bump, 'none'>,
  existing: readonly string[],
  initial: string,
): string {
  const candidate = base === undefined ? initial : raise(base, bump);
  const highest = highestVersion(existing);
  return highest === undefined || semver.gt(candidate, highest) ? candidate : raise(highest, bump);
}

/**
 * The version of a commit that releases nothing: after everything that exists, before the next patch.
 * @param commits since the base; @param sha full commit. `g` keeps an all-digit hash a valid identifier.
 */
export function buildVersion(
  existing: readonly string[],
  initial: string,
  commits: number,
  sha: string,
): string {
  const highest = highestVersion(existing);
  const build = `build.${commits}.g${sha.slice(0, 7)}`;
  if (highest === undefined) return `${initial}-${build}`;
  if (semver.prerelease(highest) !== null) return `${highest.split('+')[0]}.${build}`;
  return `${raise(highest, 'patch')}-${build}`;
}

export function highestVersion(versions: readonly string[]): string | undefined {
  return versions.reduce<string | undefined>(
    (best, version) => (best === undefined || semver.gt(version, best) ? version : best),
    undefined,
  );
}
