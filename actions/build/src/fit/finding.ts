import type { Place } from '@workaday/core';
import { type RuleName, rules } from './rules.ts';

/** One thing that will hurt in Kubernetes, in plain words. */
export interface Finding {
  rule: RuleName;
  /** What is the case, with the name at fault; never the value of a secret. */
  what: string;
  /** What will happen in Kubernetes because of it. */
  why: string;
  /** What to write instead. */
  next: string;
  /** The line of the Dockerfile, where one is to blame. */
  place: Place;
}

export function isWarning({ rule }: Finding): boolean {
  return rules[rule].level === 'warning';
}

/** What is the case, as a sentence of its own. */
export function sentence({ what }: Finding): string {
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}.`;
}
