import type { PullRequest, ServiceConfig } from '@workaday/core';
import { type Facts, messagesFor, readFacts } from './facts.ts';
import type { Git } from './history/git.ts';
import type { LinePlan } from './line/line-plan.ts';
import { type Policy, planLine } from './line/plan.ts';
import { type Preview, previewSquash } from './preview.ts';
import type { Question } from './read-places.ts';

/** What does not change between two attempts of one run. */
export interface Situation {
  git: Git;
  /** Git with the right to speak to origin. */
  origin: Git;
  question: Omit<Question, 'seen'>;
  /** All services of the configuration, of which some are versioned. */
  app: { services: readonly ServiceConfig[]; repository: string };
  policy: Policy;
  pullRequest: PullRequest | undefined;
}

export interface Decision {
  facts: Facts;
  /** In the order of the services. */
  plans: readonly LinePlan[];
  preview: Preview | undefined;
}

/**
 * Reads what Git says and decides on every service.
 * @param seen names of the tags at the first reading; undefined for that one
 */
export async function decide(situation: Situation, seen: ReadonlySet<string> | undefined): Promise<Decision> {
  const { git, origin, question, app, policy, pullRequest } = situation;
  const facts = await readFacts(git, origin, { ...question, seen });
  const lines = facts.places.flatMap((place, index) => {
    const service = question.services[index];
    return service ? [{ place, messages: messagesFor(service, facts, app) }] : [];
  });
  return {
    facts,
    plans: lines.map(({ place, messages }) => planLine(place, messages, policy)),
    preview: pullRequest && previewSquash(pullRequest, lines, policy),
  };
}
