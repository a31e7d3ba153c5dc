import { broughtBy, type Graph } from '../graph.ts';
import { splitPull } from '../messages/header.ts';
import type { Message, Undoing } from '../messages/message.ts';
import type { Commit } from './change.ts';

/** A commit with what it says. */
export interface ReadCommit extends Commit {
  /** Its title first, then the items of a squash body. */
  messages: readonly Message[];
}

interface Unit {
  commit: ReadCommit;
  message: Message;
  /** What it took back, once it did. */
  undid: readonly Unit[];
}

/** Where reverts look for what they take back. */
export interface History {
  graph: Graph;
  /** `owner/name` of this repository. */
  repository: string;
}

/**
 * The messages that cancel each other out: what was taken back within these commits, and the revert that did it.
 * A revert of something older stays: what is released already has to be taken back by a release.
 * @param commits newest first
 */
export function undoneMessages(commits: readonly ReadCommit[], history: History): ReadonlySet<Message> {
  const gone = new Set<Unit>();
  const reverts = new Set<Unit>();
  const takeBack = (unit: Unit): void => {
    gone.add(unit);
    for (const undone of unit.undid) bringBack(undone);
  };
  const bringBack = (unit: Unit): void => {
    gone.delete(unit);
    for (const undone of unit.undid) takeBack(undone);
  };
  const units: Unit[] = [];
  const shas = new Set(commits.map((commit) => commit.sha));
  for (const commit of [...commits].reverse()) {
    for (const message of commit.messages) {
      const unit: Unit = { commit, message, undid: [] };
      const target =
        message.undoes &&
        targetOf(
          message.undoes,
          units.filter((older) => !gone.has(older)),
          { ...history, shas },
        );
      units.push(unit);
      if (target === undefined) continue;
      unit.undid = target.units;
      for (const undone of target.units) takeBack(undone);
      // Something breaking that was said must be said in the release, whatever else it cancels.
      if (target.whole && message.breaking === '') reverts.add(unit);
    }
  }
  return new Set([...gone, ...reverts].map((unit) => unit.message));
}

interface Range extends History {
  shas: ReadonlySet<string>;
}

interface Target {
  units: readonly Unit[];
  /** Nothing older is taken back with it. */
  whole: boolean;
}

/** What is taken back, in the order of certainty: named commits, a pull request, the quoted header. */
function targetOf(undoes: Undoing, before: readonly Unit[], range: Range): Target | undefined {
  const named = undoes.shas.map((sha) => commitsNamed(sha, range));
  if (named.some((commits) => commits.size > 0))
    return { units: unitsOf(before, named), whole: named.every((commits) => commits.size > 0) };
  // A commit of this history that is not among these is released already.
  if (undoes.shas.some((sha) => fullId(sha, range.graph) !== undefined)) return undefined;
  const { pull } = undoes;
  if (pull && (pull.repository === '' || isSame(pull.repository, range.repository))) {
    const titled = before.filter(({ commit }) => commit.messages[0]?.pull === pull.number);
    const units = unitsOf(
      before,
      titled.map(({ commit }) => commitsNamed(commit.sha, range)),
    );
    if (units.length > 0) return { units, whole: true };
  }
  const quoted = before.findLast((unit) => isQuoted(unit.message, undoes));
  if (quoted === undefined) return undefined;
  const merge = quoted.message.kind === 'merge';
  return { units: merge ? unitsOf(before, [commitsNamed(quoted.commit.sha, range)]) : [quoted], whole: true };
}

function unitsOf(before: readonly Unit[], commits: readonly ReadonlySet<string>[]): Unit[] {
  return before.filter((unit) => commits.some((set) => set.has(unit.commit.sha)));
}

/** The commit of these that is named; a merge stands for what it brought, too. */
function commitsNamed(sha: string, { graph, shas }: Range): ReadonlySet<string> {
  const full = fullId(sha, graph);
  if (full === undefined || !shas.has(full)) return new Set();
  const merge = (graph.parents.get(full)?.length ?? 0) > 1;
  return new Set([full, ...(merge ? broughtBy(graph, full, shas) : [])]);
}

function fullId(sha: string, graph: Graph): string | undefined {
  if (graph.parents.has(sha)) return sha;
  return [...graph.parents.keys()].find((known) => known.startsWith(sha));
}

/** Whether a revert among these names a commit that the graph does not have. */
export function namesUnread(messages: readonly Message[], graph: Graph): boolean {
  return messages.some(({ undoes }) => undoes?.shas.some((sha) => fullId(sha, graph) === undefined));
}

/** The same header, but not of another pull request than the one that is named. */
function isQuoted(message: Message, undoes: Undoing): boolean {
  const quoted = splitPull(undoes.header);
  if (splitPull(message.header).text !== quoted.text) return false;
  const named = undoes.pull?.number ?? quoted.pull;
  return named === undefined || message.pull === undefined || named === message.pull;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
