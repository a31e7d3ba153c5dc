import { markdownCode, markdownText, summary } from '@workaday/core';
import type { Release } from '@workaday/kubernetes';
import type { DeployReport } from './contract.ts';
import type { Order } from './facts.ts';

/** A tag below what is live asks for a rollback, which has a right and a step of its own. */
export function olderTagReport({ place, identity }: Order, tag: string, live: Release): DeployReport {
  const message = `${tag} is below what is live in ${place.environment}, ${live.version} (release ${live.number}): going back to ${identity.version} is a rollback`;
  return {
    outcome: 'superseded',
    reason: 'older-tag',
    message,
    outputs: {},
    summary: summary.document([
      summary.heading(3, `⏭️ Deploy ${markdownText(place.app)}: not a deploy, but a rollback`),
      `${markdownCode(tag)} is below ${markdownCode(live.version)}, which is live in ${markdownText(place.environment)} as release ${live.number}.\n`,
      summary.moves(
        'The action rollback, for whoever has the right `rollback`; the workflow ship runs it as its next step.',
      ),
    ]),
  };
}
