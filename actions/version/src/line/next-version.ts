import semver from 'semver';
import type { Bump } from '../changes/bump.ts';

/** What a change means before 1.0.0, where SemVer 2.0.0 (4) promises nothing. */
export const preMajorPolicies = ['breaking-is-minor', 'shifted', 'breaking-is-major'] as const;
export type PreMajorPolicy = (typeof preMajorPolicies)[number];

export interface VersionPolicy {
  /** The first version, for a line without tags. */
  initialVersion: string;
  preMajor: PreMajorPolicy;
}

type Step = Exclude<Bump, 'none'>;

/** By default 1.0.0 is a decision of people, made by tagging it or by a `Release-As` footer. */
function step(version: string, bump: Step, policy: PreMajorPolicy): Step {
  if (semver.major(version) > 0 || policy === 'breaking-is-major') return bump;
  if (bump === 'major') return 'minor';
  return bump === 'minor' && policy === 'shifted' ? 'patch' : bump;
}

function raise(version: string, bump: Step, policy: PreMajorPolicy): string {
  const raised = semver.inc(version, step(version, bump, policy));
  if (raised === null) throw new Error(`${version} cannot be raised`);
  return raised;
}

/**
 * The version after `base`, above every version that exists.
 * @param existing versions that the result must exceed
 */
export function nextVersion(
  base: string | undefined,
  bump: Step,
  existing: readonly string[],
  policy: VersionPolicy,
): string {
  const candidate = base === undefined ? policy.initialVersion : raise(base, bump, policy.preMajor);
  const highest = highestVersion(existing);
  return highest === undefined || semver.gt(candidate, highest)
    ? candidate
    : raise(highest, bump, policy.preMajor);
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
  return `${semver.inc(highest, 'patch')}-${build}`;
}

export function highestVersion(versions: readonly string[]): string | undefined {
  return versions.reduce<string | undefined>(
    (best, version) => (best === undefined || semver.gt(version, best) ? version : best),
    undefined,
  );
}
