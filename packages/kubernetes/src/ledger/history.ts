import type { Ledger, Release } from './release.ts';

/** Releases that the ledger remembers; those it cannot do without are kept beyond that. */
export const remembered = 20;
/** Characters of a release's message; more is in the log of its run. */
const longestMessage = 4000;

/**
 * The newest releases, and however old: the last verified one, which is the way back, what was there before the first
 * one, and those that nobody has settled.
 */
export function bounded(ledger: Ledger, most = remembered): Ledger {
  const { releases } = ledger;
  const needed = new Set([
    releases.findLast((release) => release.state === 'verified'),
    releases.findLast((release) => release.reason === 'adopted'),
    ...releases.filter((release) => release.state === 'pending'),
  ]);
  const others = releases.filter((release) => !needed.has(release));
  const room = Math.max(0, most - (releases.length - others.length));
  const gone = new Set(others.slice(0, Math.max(0, others.length - room)));
  if (gone.size === 0) return { ...ledger, releases: releases.map(shortened) };
  return {
    ...ledger,
    releases: releases.filter((release) => !gone.has(release)).map(shortened),
    forgotten: [...(ledger.forgotten ?? []), ...[...gone].map(({ number, parts }) => ({ number, parts }))],
  };
}

function shortened(release: Release): Release {
  const { message = '' } = release;
  return message.length <= longestMessage
    ? release
    : { ...release, message: `${message.slice(0, longestMessage - 1)}…` };
}

/** Another release in a ledger, with some of its fields changed. */
export function withRelease(ledger: Ledger, number: number, change: Partial<Release>): Ledger {
  return {
    ...ledger,
    releases: ledger.releases.map((release) =>
      release.number === number ? { ...release, ...change } : release,
    ),
  };
}
