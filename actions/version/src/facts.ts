import type { ServiceConfig } from '@workaday/core';
import { namesUnread, type ReadCommit } from './changes/reverts.ts';
import { needsPaths, touchesOf } from './changes/touches.ts';
import { readCommits } from './history/commits.ts';
import type { Git } from './history/git.ts';
import type { Messages } from './line/plan.ts';
import { readCommit } from './messages/squash.ts';
import { type Places, type Question, readPlaces } from './read-places.ts';

/** Everything that Git says about one commit's versions. */
export interface Facts extends Omit<Places, 'commits'> {
  commits: ReadonlyMap<string, ReadCommit>;
}

/** Three Git processes (refs, graph, messages), whatever the size of history and the number of services. */
export async function readFacts(git: Git, origin: Git, question: Question): Promise<Facts> {
  const found = await readPlaces(git, origin, question);
  const wanted = new Set(found.places.flatMap((place) => [...place.range, ...place.news]));
  const commits = found.commits ?? (await readCommits(git, [...wanted], needsPaths(question.services)));
  const read = commits.map((commit): [string, ReadCommit] => [
    commit.sha,
    { ...commit, messages: readCommit(commit.message, commit.parents.length) },
  ]);
  const facts = { ...found, commits: new Map(read) };
  return needsWholeGraph(facts) ? readFacts(git, origin, { ...question, whole: true }) : facts;
}

/** A revert may name a commit below the last release, and only the graph tells it from one that was rebased away. */
function needsWholeGraph({ places, commits }: Facts): boolean {
  return places.some(
    ({ facts: { graph } }) =>
      !graph.whole && [...commits.values()].some((commit) => namesUnread(commit.messages, graph)),
  );
}

/** What one service's plan reads. */
export function messagesFor(
  service: ServiceConfig,
  facts: Pick<Facts, 'commits'>,
  app: { services: readonly ServiceConfig[]; repository: string },
): Messages {
  const names = app.services.map((each) => each.name);
  return {
    commits: facts.commits,
    repository: app.repository,
    touches: touchesOf(service, names, (commit) => facts.commits.get(commit.sha)?.messages[0]?.scope ?? ''),
    otherPrefixes: app.services.filter((each) => each !== service).map((each) => each.tagPrefix),
  };
}
