import { ancestors, descendants, type Graph } from '../graph.ts';
import { type LineTags, ownTag, tagsBelow } from './floor.ts';
import { highestRelease, isLower, isStable, type VersionTag } from './tags.ts';

/** What is known about one line of versions before any message is read. */
export interface LineFacts extends LineTags {
  service: string;
  prefix: string;
  graph: Graph;
  /** The commit that claims to follow the line's highest release and has no tag, if one was seen. */
  claim: string | undefined;
  /** The tag of another line started the run: this one gets no release from it. */
  onlyOthers: boolean;
}

/** Where the commit stands on the line. */
export interface LinePlace {
  facts: LineFacts;
  /** The release tag that the commit carries already: the one asked for, else its highest. */
  own: VersionTag | undefined;
  /** The release that the number follows: the highest one that the commit reaches. */
  previous: VersionTag | undefined;
  /** The release that the notes follow: the highest one below that was verified. */
  newsSince: VersionTag | undefined;
  /** The highest release that contains the commit and came after it. */
  newer: VersionTag | undefined;
  /** A later commit that releases nothing, because it takes back what came since the last release. */
  takenBackBy: string | undefined;
  /** Versions that a new one must exceed. */
  existing: readonly string[];
  /** Commits since `previous`, and since `newsSince`; newest first. */
  range: readonly string[];
  news: readonly string[];
}

export function placeLine(facts: LineFacts): LinePlace {
  const { graph, sha, tags } = facts;
  const history = ancestors(graph, [sha]);
  const own = ownTag(facts);
  const before = tagsBelow(facts).filter((tag) => history.has(tag.commit));
  const previous = highestRelease(before);
  const newsSince = highestRelease(before.filter((tag) => !facts.unverified.has(tag.name)));
  // A prerelease counts where it is part of this history; one that was tried elsewhere does not hold it up.
  const existing = tags.filter((tag) => isStable(tag) || history.has(tag.commit)).map((tag) => tag.version);
  const range = commitsSince(previous, facts);
  return {
    facts,
    own,
    previous,
    newsSince,
    newer: own === undefined ? newerTag(facts, history, previous) : undefined,
    takenBackBy: own === undefined ? laterClaim(facts) : undefined,
    existing,
    range,
    news: newsSince === previous ? range : commitsSince(newsSince, facts),
  };
}

function laterClaim({ graph, sha, claim }: LineFacts): string | undefined {
  const later = claim !== undefined && claim !== sha && descendants(graph, sha).has(claim);
  return later ? claim : undefined;
}

function newerTag(
  { graph, sha, tags }: LineFacts,
  history: ReadonlySet<string>,
  previous: VersionTag | undefined,
): VersionTag | undefined {
  const ahead = tags.filter(
    (tag) => isStable(tag) && !history.has(tag.commit) && (previous === undefined || isLower(previous, tag)),
  );
  if (ahead.length === 0) return undefined;
  const later = descendants(graph, sha);
  return highestRelease(ahead.filter((tag) => later.has(tag.commit)));
}

/** In the order of the graph, which is read no further than the last of them: most releases are young. */
function commitsSince(tag: VersionTag | undefined, { sha, graph }: LineFacts): string[] {
  const old = tag === undefined ? new Set<string>() : ancestors(graph, [tag.commit]);
  const wanted = ancestors(graph, [sha], old);
  const found: string[] = [];
  for (const commit of graph.parents.keys()) {
    if (found.length === wanted.size) break;
    if (wanted.has(commit)) found.push(commit);
  }
  return found;
}

/**
 * Whether a shallow checkout shows enough to decide: nothing that it left out could hold the release to follow, or a
 * commit since. A release that is not in what it shows may lie below its edge.
 */
export function showsEnough({ facts, previous, range, news }: LinePlace): boolean {
  const { graph, sha } = facts;
  if (graph.cut.size === 0) return true;
  if (facts.claim !== undefined && !graph.parents.has(facts.claim)) return false;
  const history = ancestors(graph, [sha]);
  if (![...graph.cut].some((commit) => history.has(commit))) return true;
  // What contains the commit is not below it.
  const later = descendants(graph, sha);
  const candidates = tagsBelow(facts).filter((tag) => !later.has(tag.commit));
  if (previous === undefined || highestRelease(candidates)?.name !== previous.name) return false;
  return ![...range, ...news].some((commit) => graph.cut.has(commit));
}
