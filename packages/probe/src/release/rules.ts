import { formatDuration, type SmokeConfig } from '@workaday/core';
import { fastRule, type Rule, releaseRule, restoredRule } from '../judge/rule.ts';

/** The rules were made for rounds so far apart, in milliseconds. */
const usualInterval = 5000;

/** The rule for a new release. The longer one is watched, the later a failure may begin. */
export function ruleFor({ rule, clean, limit }: SmokeConfig): Rule {
  const usual = rule === 'fast' ? fastRule : releaseRule;
  const late = { ...usual.late, rounds: Math.max(usual.late.rounds, clean) };
  return { ...usual, late, clean, voting: limit };
}

/** The rule for a release that was verified before. */
export function ruleForRestored({ rule }: SmokeConfig): Rule {
  return rule === 'fast' ? { ...restoredRule, r: fastRule.r } : restoredRule;
}

/** What a hurried pace costs, as a sentence; undefined when it is not hurried. */
export function paceWarning({ interval }: SmokeConfig): string | undefined {
  if (interval >= usualInterval) return undefined;
  return `rounds come every ${formatDuration(interval)}, so a burst of failures that is not the release's must be ${Math.round(usualInterval / interval)} times as short as with the usual ${formatDuration(usualInterval)} to be told from it`;
}
