import { type Bump, highestBump } from './bump.ts';
import { type Message, readMessage } from './conventional.ts';
import { buildVersion, nextVersion } from './next-version.ts';
import { highestTag, isStable, type VersionTag } from './tags.ts';

export interface Commit {
  sha: string;
  parents: number;
  author: string;
  message: string;
}

/** What Git says about the tags of one service. */
export interface TagFacts {
  /** The commit to version. */
  sha: string;
  tags: readonly VersionTag[];
  /** Names of the tags that `sha` reaches, its own included. */
  reachable: ReadonlySet<string>;
  /** Names of the tags that contain `sha`. */
  containing: ReadonlySet<string>;
  /** The tag that started the run, when it is one of this service. */
  asked?: VersionTag | undefined;
}

/** What Git says about one service: its tags, and its commits since the base, newest first. */
export interface LineFacts extends TagFacts {
  service: string;
  prefix: string;
  commits: readonly Commit[];
  /** Commits that touch the service; undefined when every commit does. */
  touching?: ReadonlySet<string> | undefined;
  /** Another tag started the run: this service gets no release from it. */
  onlyOthers?: boolean;
}

export interface ReadCommit extends Commit {
  read: Message;
  touches: boolean;
}

export type LineOutcome = 'released' | 'already-released' | 'unreleased' | 'superseded';

export interface LinePlan {
  service: string;
  sha: string;
  outcome: LineOutcome;
  version: string;
  /** Empty when nothing is released. */
  tag: string;
  previous: VersionTag | undefined;
  bump: Bump;
  commits: readonly ReadCommit[];
  /** The newer release that contains the commit. */
  newer?: VersionTag | undefined;
}

/** The release tag that the commit carries already: the one asked for, else its highest. */
export function ownTag(facts: TagFacts): VersionTag | undefined {
  return facts.asked ?? highestTag(facts.tags.filter((tag) => tag.commit === facts.sha && isStable(tag)));
}

/** The release that the commit follows: the highest one that it reaches. */
export function baseTag(facts: TagFacts): VersionTag | undefined {
  const own = ownTag(facts);
  const before = facts.tags.filter(
    (tag) => isStable(tag) && facts.reachable.has(tag.name) && tag.commit !== facts.sha,
  );
  if (own === undefined) return highestTag(before);
  return highestTag(before.filter((tag) => highestTag([tag, own]) === own));
}

/** Decides the version of one service at one commit. */
export function planLine(facts: LineFacts, initialVersion: string): LinePlan {
  const commits = facts.commits.map((commit) => ({
    ...commit,
    read: readMessage(commit.message, commit.parents),
    touches: facts.touching?.has(commit.sha) ?? true,
  }));
  const previous = baseTag(facts);
  const bump = highestBump(commits.filter((commit) => commit.touches).map((commit) => commit.read.bump));
  const common = { service: facts.service, sha: facts.sha, previous, bump, commits };
  const own = ownTag(facts);
  if (own) return { ...common, outcome: 'already-released', version: own.version, tag: own.name };
  // A prerelease counts where it is part of this history; one that was tried elsewhere does not hold it up.
  const existing = facts.tags
    .filter((tag) => isStable(tag) || facts.reachable.has(tag.name))
    .map((tag) => tag.version);
  const build = buildVersion(existing, initialVersion, commits.length, facts.sha);
  const newer = highestTag(facts.tags.filter((tag) => isStable(tag) && facts.containing.has(tag.name)));
  const isNewer = newer !== undefined && highestTag(previous ? [previous, newer] : [newer]) === newer;
  if (isNewer && !facts.onlyOthers) {
    const version = buildVersion(
      previous ? [previous.version] : [],
      initialVersion,
      commits.length,
      facts.sha,
    );
    return { ...common, outcome: 'superseded', version, tag: '', newer };
  }
  if (bump === 'none' || facts.onlyOthers)
    return { ...common, outcome: 'unreleased', version: build, tag: '' };
  const version = nextVersion(previous?.version, bump, existing, initialVersion);
  return { ...common, outcome: 'released', version, tag: `${facts.prefix}${version}` };
}
