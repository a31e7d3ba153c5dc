import type { Decision } from './decide.ts';
import type { Claim } from './history/origin.ts';
import { claimRef } from './history/refs.ts';

/**
 * What the planned releases have to claim; nothing when the commit is superseded anywhere. A commit whose changes cancel
 * out claims without a tag: whatever older commit of them comes late finds itself taken back.
 */
export function claimsOf({ plans, facts }: Decision): Claim[] {
  if (plans.some((plan) => plan.outcome === 'superseded')) return [];
  return plans
    .filter((plan) => plan.outcome === 'released' || plan.guards)
    .map(({ prefix, sha, tag }) => {
      const tags = facts.places.find((place) => place.facts.prefix === prefix)?.facts.tags ?? [];
      const ref = claimRef(prefix, tags);
      return { sha, tag, ref, holder: facts.refs.claims.get(ref) ?? '' };
    });
}

/**
 * The claims whose tag is nowhere. A claim and its tag are made together: either they were read while they were made,
 * and the next reading shows the tag, or a person deleted the tag, or there never was one; then it may be taken over.
 */
export function withoutTag(claims: readonly Claim[]): string {
  return claims
    .map(({ holder }) => holder)
    .filter((holder) => holder !== '')
    .join(' ');
}
