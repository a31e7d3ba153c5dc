import { broughtBy, type Graph, mergedCommits } from '../graph.ts';
import type { Message } from '../messages/message.ts';
import { type BumpRules, bumpOf } from './bump.ts';
import type { Change, Fate } from './change.ts';
import { type ReadCommit, undoneMessages } from './reverts.ts';

/** What decides on the fate of commits, besides their own words. */
export interface Reading {
  graph: Graph;
  /** `owner/name` of this repository. */
  repository: string;
  /** The commit that is versioned: the way of first parents from it is the main line. */
  tip: string;
  rules: BumpRules;
  touches: (commit: ReadCommit) => boolean;
}

/** Everything that a range of commits says, newest first, each with what becomes of it. */
export function changesOf(commits: readonly ReadCommit[], reading: Reading): Change[] {
  const range = new Set(commits.map((commit) => commit.sha));
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const merged = allMerges(commits, reading, range);
  const undone = undoneMessages(commits, reading);
  const titles = titlesOf(merged, bySha);
  return commits.flatMap((commit) => {
    const brought = [...(merged.get(commit.sha) ?? [])].flatMap((sha) => bySha.get(sha)?.messages ?? []);
    const touched = reading.touches(commit);
    const [first] = commit.messages;
    const fateOf = (message: Message): Fate | undefined => {
      if (message.kind === 'merge') return 'merge';
      if (!touched) return 'elsewhere';
      if (undone.has(message) || (message === first?.title && undone.has(first))) return 'undone';
      const title = titles.get(commit.sha);
      // Of two that say the same, the one that breaks is told, else the commit rather than its merge.
      const milder = title && title.breaking !== '' && message.breaking === '' && saysTheSame(message, title);
      return milder || brought.some((other) => saysTheSame(message, other)) ? 'repeated' : undefined;
    };
    return spoken(commit, brought).map((message): Change => {
      const asked = bumpOf(message, reading.rules);
      const silent = message.kind === 'unreadable' ? 'unreadable' : 'quiet';
      const fate = fateOf(message) ?? (asked === 'none' ? silent : 'counts');
      const pull = message.pull ?? commit.messages[0]?.pull ?? titles.get(commit.sha)?.pull;
      return {
        sha: commit.sha,
        author: commit.author,
        pull,
        message,
        bump: fate === 'counts' ? asked : 'none',
        fate,
      };
    });
  });
}

/** What a commit says; the title of a pull request speaks for commits that say nothing that can be read. */
function spoken(commit: ReadCommit, brought: readonly Message[]): readonly Message[] {
  const [first] = commit.messages;
  const readable = brought.some((message) => message.kind === 'conventional' || message.kind === 'revert');
  return first?.kind === 'merge' && first.title && !readable
    ? [...commit.messages, first.title]
    : commit.messages;
}

function allMerges(commits: readonly ReadCommit[], { graph, tip }: Reading, range: ReadonlySet<string>) {
  const merged = new Map(mergedCommits(graph, tip, range));
  // A pull request that came to the main line through another merge is off its way of first parents.
  for (const { sha, parents, messages } of commits)
    if (parents.length > 1 && messages[0]?.pull !== undefined && !merged.has(sha))
      merged.set(sha, broughtBy(graph, sha, range));
  return merged;
}

/** What the merge says that each commit came with. */
function titlesOf(
  merged: ReadonlyMap<string, ReadonlySet<string>>,
  bySha: ReadonlyMap<string, ReadCommit>,
): ReadonlyMap<string, Message> {
  const titles = new Map<string, Message>();
  for (const [merge, brought] of merged) {
    const title = bySha.get(merge)?.messages[0];
    if (title !== undefined) for (const sha of brought) titles.set(sha, title);
  }
  return titles;
}

/** The same words, and not more breaking: a merge commit that is titled as its only commit, for one. */
function saysTheSame(message: Message, other: Message): boolean {
  return (
    message.kind !== 'unreadable' &&
    message.type === other.type &&
    message.scope === other.scope &&
    message.subject === other.subject &&
    (message.breaking === '' || other.breaking !== '')
  );
}
