import { versionInTag } from '@workaday/core';
import semver from 'semver';
import type { Change } from '../changes/change.ts';
import { highestVersion } from './next-version.ts';

/** A person's exact wish for a version, from a `Release-As` footer. */
export interface Wish {
  version: string;
  sha: string;
}

export interface Wishes {
  /** The newest one that can be met. */
  wish: Wish | undefined;
  /** Those that cannot, one sentence each. */
  problems: string[];
}

/**
 * `Release-As: 2.0.0` speaks to every service that the commit touches, `Release-As: api/v2.0.0` to the line of that tag.
 * A wish that cannot be met is told and passed over: it stays in the history, and must not stop every merge after it.
 */
export function wishOf(
  changes: readonly Change[],
  line: { prefix: string; otherPrefixes: readonly string[] },
  existing: readonly string[],
): Wishes {
  const problems: string[] = [];
  const isOf = (asked: string, prefix: string) => versionInTag(asked, prefix) !== undefined;
  for (const { message, fate, sha } of changes) {
    const asked = message.releaseAs;
    if (asked === undefined || fate === 'undone') continue;
    const named = versionInTag(asked, line.prefix);
    const forOthers = fate === 'elsewhere' || line.otherPrefixes.some((prefix) => isOf(asked, prefix));
    if (named === undefined && forOthers) continue;
    const version = named ?? asked.replace(/^v(?=\d)/, '');
    const problem = problemOf(version, existing);
    if (problem === undefined) return { wish: { version, sha }, problems };
    problems.push(`Release-As: ${asked} (${sha.slice(0, 7)}) was passed over: ${problem}`);
  }
  return { wish: undefined, problems };
}

function problemOf(version: string, existing: readonly string[]): string | undefined {
  if (versionInTag(version, '') === undefined || /[-+]/.test(version))
    return 'expected MAJOR.MINOR.PATCH, or a tag of this service, such as 2.0.0';
  const highest = highestVersion(existing);
  if (highest !== undefined && !semver.gt(version, highest)) return `${highest} exists already`;
  return undefined;
}
