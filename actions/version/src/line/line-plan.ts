import type { Bump } from '../changes/bump.ts';
import type { Change } from '../changes/change.ts';
import type { VersionTag } from './tags.ts';

export type LineOutcome = 'released' | 'already-released' | 'unreleased' | 'superseded';

/** The decision for one service: its line is the releases that share its tag prefix. */
export interface LinePlan {
  service: string;
  prefix: string;
  /** The commit that is versioned. */
  sha: string;
  outcome: LineOutcome;
  version: string;
  /** Empty when nothing is released. */
  tag: string;
  /** The release that the number follows: the highest one that the commit reaches. */
  previous: VersionTag | undefined;
  bump: Bump;
  /** Since `previous`, newest first: what the bump is made from. */
  changes: readonly Change[];
  /** What the release notes tell: everything since the last verified release, which may be older than `previous`. */
  news: { since: VersionTag | undefined; changes: readonly Change[] };
  /** The newer release that contains the commit; only when superseded. */
  newer: VersionTag | undefined;
  /** The later commit that takes back what this one would release; only when superseded. */
  takenBackBy: string | undefined;
  /** It releases nothing because its changes cancel out: no older one of them may be released after it. */
  guards: boolean;
  /** The `Release-As` footer that decided the version. */
  wish: { version: string; sha: string } | undefined;
  /** What a person should know: a wish that could not be met, for example. */
  problems: readonly string[];
}
