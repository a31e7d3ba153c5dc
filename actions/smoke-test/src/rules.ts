import { formatDuration, type SmokeConfig } from '@workaday/core';
import { fastRule, type Rule, releaseRule, restoredRule } from '@workaday/probe';

/** The rules were made for rounds so far apart, in milliseconds. */
const usualInterval = 5000;

/** The rule for a new release. */
export function ruleFor({ rule, clean, limit }: SmokeConfig): Rule {
  return { ...(rule === 'fast' ? fastRule : releaseRule), clean, voting: limit };
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
