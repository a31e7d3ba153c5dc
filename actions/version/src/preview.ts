import type { PullRequest } from '@workaday/core';
import type { ReadCommit } from './changes/reverts.ts';
import { broughtBy } from './graph.ts';
import type { LinePlan } from './line/line-plan.ts';
import type { LinePlace } from './line/place.ts';
import { type Messages, type Policy, planLine } from './line/plan.ts';
import { readCommit } from './messages/squash.ts';

/** What a squash merge would release, beside the merge of the commits that GitHub tests. */
export interface Preview {
  title: string;
  plans: readonly LinePlan[];
}

/** @param lines of the test merge of a pull request; undefined when the checkout is of something else */
export function previewSquash(
  pull: PullRequest,
  lines: readonly { place: LinePlace; messages: Messages }[],
  policy: Policy,
): Preview | undefined {
  const plans = lines.flatMap(({ place, messages }) => {
    const squashed = squash(pull, place, messages.commits);
    return squashed ? [planLine(squashed.place, { ...messages, commits: squashed.commits }, policy)] : [];
  });
  return plans.length === lines.length ? { title: pull.title, plans } : undefined;
}

function squash(pull: PullRequest, place: LinePlace, commits: ReadonlyMap<string, ReadCommit>) {
  const { graph, sha } = place.facts;
  const merge = commits.get(sha);
  const [base] = merge?.parents ?? [];
  if (merge === undefined || base === undefined || merge.parents.length < 2) return undefined;
  const brought = broughtBy(graph, sha, new Set(place.news));
  const message = squashMessage(
    pull,
    place.news.filter((each) => brought.has(each)),
    commits,
  );
  const commit: ReadCommit = { ...merge, parents: [base], message, messages: readCommit(message) };
  const without = (range: readonly string[]) => range.filter((each) => !brought.has(each));
  return {
    place: { ...place, range: without(place.range), news: without(place.news) },
    commits: new Map([...commits, [sha, commit]]),
  };
}

/** As GitHub writes it by default: the title with the number, then every commit, oldest first. */
function squashMessage(
  pull: PullRequest,
  newestFirst: readonly string[],
  commits: ReadonlyMap<string, ReadCommit>,
): string {
  const items = [...newestFirst].reverse().map((sha) => `* ${commits.get(sha)?.message.trim() ?? ''}`);
  return [`${pull.title} (#${pull.number})`, ...items].join('\n\n');
}
