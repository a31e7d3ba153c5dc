import { ancestors, type Graph } from '../graph.ts';
import { highestRelease, isLower, type VersionTag } from './tags.ts';

/** One line's tags, before anything is known of the history. */
export interface LineTags {
  /** The commit to version. */
  sha: string;
  tags: readonly VersionTag[];
  /** The release tag that started the run, when it is one of this line. */
  asked: VersionTag | undefined;
  /** Names of tags whose GitHub Release was never verified, or was marked as undone. */
  unverified: ReadonlySet<string>;
}

/** The release tag that the commit carries already: the one asked for, else its highest. */
export function ownTag({ sha, tags, asked }: LineTags): VersionTag | undefined {
  return asked ?? highestRelease(tags.filter((tag) => tag.commit === sha));
}

/** Tags that could decide on the commit: those of other commits, and below its own. */
export function tagsBelow(line: LineTags): VersionTag[] {
  const own = ownTag(line);
  return line.tags.filter((tag) => tag.commit !== line.sha && (own === undefined || isLower(tag, own)));
}

/**
 * The release that most likely is the one to follow: the highest that was verified. Everything that it reaches can stay
 * unread, if {@link isEnough} of what was read above it.
 */
export function floorOf(line: LineTags): VersionTag | undefined {
  return highestRelease(tagsBelow(line).filter((tag) => !line.unverified.has(tag.name)));
}

/**
 * Whether the commits that `sha` reaches and the floor does not are all that has to be known: the floor lies right below
 * them, whatever is higher than it is one of them, and the release to follow, if it is another, has the floor below it.
 */
export function isEnough(above: Graph, floor: VersionTag, line: LineTags): boolean {
  const isBelow = [...above.parents.values()].some((parents) => parents.includes(floor.commit));
  const higher = tagsBelow(line).filter((tag) => isLower(floor, tag));
  if (!isBelow || !higher.every((tag) => above.parents.has(tag.commit))) return false;
  const followed = highestRelease(higher);
  return followed === undefined || ancestors(onFloor(above, floor), [followed.commit]).has(floor.commit);
}

/** The same graph with the floor at its bottom. */
export function onFloor(above: Graph, floor: VersionTag): Graph {
  return { ...above, parents: new Map([...above.parents, [floor.commit, []]]), whole: false };
}
