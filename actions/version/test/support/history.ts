import type { ReadCommit } from '../../src/changes/reverts.ts';
import type { Graph } from '../../src/graph.ts';
import { type LineFacts, type LinePlace, placeLine } from '../../src/line/place.ts';
import type { Messages } from '../../src/line/plan.ts';
import { type VersionTag, versionTags } from '../../src/line/tags.ts';
import { readCommit } from '../../src/messages/squash.ts';

/** The full id of a commit that a drawing calls by a short hexadecimal name. */
export const id = (name: string) => name.padEnd(40, '0');

export interface Drawing {
  graph: Graph;
  /** Newest first. */
  commits: readonly ReadCommit[];
}

/**
 * A history, newest commit first, a line each: `c3 < b2 a1 | feat: a message`. A line without `<` follows the line
 * below it; `…` in place of parents is the edge of a shallow clone; ⏎ in a message is a line break.
 */
export function draw(...lines: string[]): Drawing {
  const cut = new Set<string>();
  const commits = lines.map((line, index): ReadCommit => {
    const [, name = '', given, text = ''] = /^(\S+)(?: <( ?[^|]*?))? ?\| ?(.*)$/s.exec(line) ?? [];
    const below = lines[index + 1]?.split(' ')[0];
    const names =
      given === undefined ? (below === undefined ? [] : [below]) : given.split(' ').filter(Boolean);
    if (names.includes('…')) cut.add(id(name));
    const parents = names.filter((parent) => parent !== '…').map(id);
    const message = text.replaceAll('⏎', '\n');
    const author = { name: 'Ann', email: 'ann@example.com' };
    return {
      sha: id(name),
      parents,
      author,
      message,
      files: undefined,
      messages: readCommit(message, parents.length),
    };
  });
  return {
    graph: { parents: new Map(commits.map(({ sha, parents }) => [sha, parents])), cut, whole: true },
    commits,
  };
}

/** Tags by name of the commit, e.g. `{ 'v1.0.0': 'a1' }`. */
export function tagged(tags: Readonly<Record<string, string>>, prefix = 'v'): VersionTag[] {
  return versionTags(
    Object.entries(tags).map(([name, commit]) => ({ name, commit: id(commit) })),
    prefix,
  );
}

/** Where the newest commit of a drawing stands, or the one that `sha` names. */
export function placeIn(
  { graph, commits }: Drawing,
  tags: Readonly<Record<string, string>>,
  own: Partial<LineFacts> = {},
): LinePlace {
  return placeLine({
    service: 'shop',
    prefix: 'v',
    sha: commits[0]?.sha ?? '',
    tags: tagged(tags, own.prefix),
    graph,
    asked: undefined,
    claim: undefined,
    onlyOthers: false,
    unverified: new Set(),
    ...own,
  });
}

export function messagesOf({ commits }: Drawing, own: Partial<Messages> = {}): Messages {
  return {
    commits: new Map(commits.map((commit) => [commit.sha, commit])),
    repository: 'acme/shop',
    touches: () => true,
    otherPrefixes: [],
    ...own,
  };
}
