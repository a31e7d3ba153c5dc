import type { Message } from '../messages/message.ts';
import type { Bump } from './bump.ts';

export interface Author {
  name: string;
  email: string;
}

/** A commit as Git tells it. */
export interface Commit {
  sha: string;
  parents: readonly string[];
  author: Author;
  message: string;
  /** Paths that differ from its first parent; undefined when they were not asked for. */
  files: readonly string[] | undefined;
}

/**
 * What became of a change on its way to the version:
 * it counts; its type releases nothing (`quiet`); it could not be read; it is a merge, whose commits count; it touches
 * no file of the service (`elsewhere`); it and its revert cancel out (`undone`); a merged commit says the same (`repeated`).
 */
export type Fate = 'counts' | 'quiet' | 'unreadable' | 'merge' | 'elsewhere' | 'undone' | 'repeated';

/** One thing that a commit says: most say one, a squashed pull request says one for its title and one for each of its commits. */
export interface Change {
  sha: string;
  author: Author;
  /** The pull request that it came with. */
  pull: number | undefined;
  message: Message;
  /** What it asks for; `none` unless it counts. */
  bump: Bump;
  fate: Fate;
}
