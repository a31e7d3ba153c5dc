import type { Files } from '@workaday/core';
import type { Commit } from '../changes/change.ts';
import { type Graph, parseGraph } from '../graph.ts';
import type { Git } from './git.ts';

/** An empty field begins a commit: no path is empty, and neither a message nor a path can hold NUL. */
const format = '--format=%x00%H%x00%P%x00%aN%x00%aE%x00%B';
const fieldsPerCommit = 5;

/**
 * Every commit that these reach: the ids alone. What the checkout does not hold is passed over.
 * @param without what this commit reaches is left out
 */
export async function readGraph(
  git: Git,
  files: Files,
  tips: readonly string[],
  without?: string,
): Promise<Graph> {
  const edge = await shallowEdge(git, files);
  // What was left out when a shallow clone was deepened, Git would fetch by itself, with all history below it.
  const missing = hasEdge(edge) ? ['--missing=allow-any'] : [];
  const args = ['rev-list', '--topo-order', '--parents', '--ignore-missing', ...missing, '--stdin'];
  const revisions = without === undefined ? tips : [...tips, `^${without}`];
  return parseGraph(await git.read(args, `${revisions.join('\n')}\n`), edge);
}

/** Whether the checkout leaves out a part of the history. */
export async function isShallow(git: Git, files: Files): Promise<boolean> {
  return hasEdge(await shallowEdge(git, files));
}

type Edge = ReadonlySet<string> | 'every-root';

function hasEdge(edge: Edge): boolean {
  return edge === 'every-root' || edge.size > 0;
}

/**
 * Where a shallow clone ends. Git keeps that in a file; of an unusual checkout (a linked worktree, say) it is only asked
 * whether there is one.
 */
async function shallowEdge(git: Git, files: Files): Promise<Edge> {
  if ((await files.kind('.git')) !== 'directory') {
    const shallow = await git.read(['rev-parse', '--is-shallow-repository']);
    return shallow.trim() === 'true' ? 'every-root' : new Set();
  }
  const edge = (await files.readText('.git/shallow')) ?? '';
  return new Set(edge.split('\n').filter((line) => line !== ''));
}

/** What these commits say and, when asked for, the paths that they change; one process, whatever their number. */
export async function readCommits(git: Git, shas: readonly string[], paths: boolean): Promise<Commit[]> {
  return shas.length === 0 ? [] : readLog(git, ['--no-walk=unsorted'], shas, paths);
}

/** All that a commit reaches, graph and messages at once: before a first release everything is news. */
export async function readHistory(
  git: Git,
  tip: string,
  paths: boolean,
): Promise<{ graph: Graph; commits: Commit[] }> {
  const commits = await readLog(git, ['--topo-order', '--ignore-missing'], [tip], paths);
  const parents = new Map(commits.map((commit) => [commit.sha, commit.parents]));
  return { graph: { parents, cut: new Set(), whole: true }, commits };
}

async function readLog(git: Git, how: readonly string[], shas: readonly string[], paths: boolean) {
  const names = paths ? ['--name-only', '--no-renames', '--diff-merges=first-parent'] : ['--no-patch'];
  const args = ['log', ...how, '-z', '--encoding=UTF-8', ...names, format, '--stdin'];
  return parseCommits(await git.read(args, `${shas.join('\n')}\n`), paths);
}

/** Reads `git log -z` with {@link format}, so that nothing in a commit can break the framing. */
export function parseCommits(output: string, paths: boolean): Commit[] {
  const fields = output.split('\0');
  const commits: Commit[] = [];
  for (let at = 1; at + fieldsPerCommit <= fields.length; ) {
    const [sha = '', parents = '', name = '', email = '', message = ''] = fields.slice(
      at,
      at + fieldsPerCommit,
    );
    at += fieldsPerCommit;
    const end = fields.indexOf('', at);
    const files = fields.slice(at, end < 0 ? fields.length : end).map((path) => path.replace(/^\n/, ''));
    at = end < 0 ? fields.length : end + 1;
    const author = { name, email };
    commits.push({
      sha,
      parents: parents === '' ? [] : parents.split(' '),
      author,
      message,
      files: paths ? files : undefined,
    });
  }
  return commits;
}
