import type { IgnorePattern } from './ignore-file.ts';

/** What became of each pattern for a folder; what lies below inherits it. */
type Matches = readonly boolean[];

export interface IgnoreWalk {
  /**
   * Whether a path is left out, and for a folder whether all below it is, too. Folders have to be asked before what
   * they hold.
   */
  visit(path: string, isFolder: boolean): { ignored: boolean; closed: boolean };
}

/** Patterns applied on the way down a tree, after moby/patternmatcher and the filter of fsutil. */
export function ignoreWalk(patterns: readonly IgnorePattern[]): IgnoreWalk {
  const folders = new Map<string, Matches>();
  const exceptions = patterns.filter(({ exception }) => exception).map(({ text }) => withoutGlob(text));
  const plain = exceptions.every((text) => !/[*[\]?^\\]/.test(text));
  return {
    visit: (path, isFolder) => {
      const { ignored, matches } = match(patterns, path, folders.get(folderOf(path)));
      if (!isFolder) return { ignored, closed: ignored };
      folders.set(path, matches);
      const reachable = !plain || exceptions.some((text) => `${text}/`.startsWith(`${path}/`));
      return { ignored, closed: ignored && !reachable };
    },
  };
}

function match(
  patterns: readonly IgnorePattern[],
  path: string,
  above: Matches | undefined,
): { ignored: boolean; matches: Matches } {
  let ignored = false;
  const matches = patterns.map(({ exception, test }, index) => {
    // A pattern that could change nothing is not even asked, and does not count below either.
    const matched = above?.[index] === true || (exception === ignored && test(path));
    if (matched) ignored = !exception;
    return matched;
  });
  return { ignored, matches };
}

/** '' for what lies at the top. */
const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

const withoutGlob = (pattern: string) => pattern.replace(/\/\*\*$/, '').replace(/\/\*$/, '');
