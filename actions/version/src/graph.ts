/** Commits and their parents, as far as the checkout knows them. */
export interface Graph {
  /** Newest first; no commit before one of its children. */
  parents: ReadonlyMap<string, readonly string[]>;
  /** Commits whose parents a shallow clone left out. */
  cut: ReadonlySet<string>;
  /** Whether it was read down to the first commit, or to that edge. */
  whole: boolean;
}

/**
 * Reads `git rev-list --parents`: a line per commit.
 * @param edge commits that Git shows without the parents they have; `every-root` when any root may be one
 */
export function parseGraph(listing: string, edge: ReadonlySet<string> | 'every-root'): Graph {
  const parents = new Map<string, readonly string[]>();
  for (const line of listing.split('\n')) {
    const [commit = '', ...own] = line.split(' ');
    if (commit !== '') parents.set(commit, own);
  }
  if (edge !== 'every-root') return { parents, cut: edge, whole: true };
  const roots = [...parents].filter(([, own]) => own.length === 0);
  return { parents, cut: new Set(roots.map(([commit]) => commit)), whole: true };
}

/** The commits that these reach, themselves included, as far as they are in the graph and not in `except`. */
export function ancestors(
  graph: Graph,
  of: Iterable<string>,
  except: ReadonlySet<string> = new Set(),
): Set<string> {
  const found = new Set<string>();
  const open = [...of];
  for (let commit = open.pop(); commit !== undefined; commit = open.pop()) {
    if (found.has(commit) || except.has(commit)) continue;
    const parents = graph.parents.get(commit);
    if (parents === undefined) continue;
    found.add(commit);
    open.push(...parents);
  }
  return found;
}

/** The commits that reach this one, itself included. */
export function descendants(graph: Graph, of: string): Set<string> {
  const found = new Set([of]);
  // Children stand before their parents, so one pass from old to new sees each parent first.
  for (const [commit, parents] of [...graph.parents].reverse()) {
    if (parents.some((parent) => found.has(parent))) found.add(commit);
  }
  return found;
}

/**
 * What came with each merge on the first-parent way from `tip`: the commits of `range` that no older commit of that
 * way reaches. A branch that was merged back and forth is counted where it came first.
 */
export function mergedCommits(
  graph: Graph,
  tip: string,
  range: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const mainline: string[] = [];
  for (let at: string | undefined = tip; at !== undefined && range.has(at); at = graph.parents.get(at)?.[0])
    mainline.push(at);
  const seen = new Set(mainline);
  const merged = new Map<string, ReadonlySet<string>>();
  for (const merge of mainline.reverse()) {
    const [, ...others] = graph.parents.get(merge) ?? [];
    if (others.length === 0) continue;
    const came = new Set<string>();
    const open = [...others];
    for (let commit = open.pop(); commit !== undefined; commit = open.pop()) {
      if (seen.has(commit) || !range.has(commit)) continue;
      seen.add(commit);
      came.add(commit);
      open.push(...(graph.parents.get(commit) ?? []));
    }
    merged.set(merge, came);
  }
  return merged;
}

/** What a merge brought that its first parent did not have, wherever it stands. */
export function broughtBy(graph: Graph, merge: string, range: ReadonlySet<string>): ReadonlySet<string> {
  const [first, ...others] = graph.parents.get(merge) ?? [];
  const before = first === undefined ? new Set<string>() : ancestors(graph, [first]);
  return new Set([...ancestors(graph, others, before)].filter((commit) => range.has(commit)));
}
