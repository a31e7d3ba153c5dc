import { type Ledger, liveRelease, type Release } from '@workaday/kubernetes';
import { gt, valid } from 'semver';

/** What is live, when it is above the version that a tag asks for. */
export function liveAbove(ledger: Ledger, version: string): Release | undefined {
  const live = liveRelease(ledger);
  return live !== undefined && isAbove(live.version, version) ? live : undefined;
}

/** Versions that are no semantic versions have no order. */
export function isAbove(one: string, other: string): boolean {
  return valid(one) !== null && valid(other) !== null && gt(one, other);
}
