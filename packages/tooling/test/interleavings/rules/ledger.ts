import { isLedger, isOfApp, releasesIn, stampOf } from '../history.ts';
import type { Played } from '../play.ts';

/**
 * No release is lost: the ledger counts 1, 2, 3 …, a number keeps its commit for ever, and no object is written for a
 * release that is not in it.
 */
export function lostReleases({ world: { history } }: Played): string[] {
  const found: string[] = [];
  const commitOf = new Map<number, string>();
  for (const entry of history) {
    const stamp = isOfApp(entry) ? stampOf(entry.after) : undefined;
    if (stamp !== undefined && !commitOf.has(stamp))
      found.push(
        `${entry.by} wrote ${entry.plural}/${entry.name} for release ${stamp}, which is not in the ledger`,
      );
    if (!isLedger(entry)) continue;
    const releases = releasesIn(entry.after);
    const numbers = releases.map(({ number }) => number);
    if (numbers.some((number, index) => number !== index + 1))
      found.push(`${entry.by} wrote a ledger with the releases ${numbers.join(', ')}`);
    for (const [number, commit] of commitOf) {
      const kept = releases.find((release) => release.number === number);
      if (kept?.commit !== commit)
        found.push(
          `${entry.by} lost release ${number}: it was of ${commit}, and is of ${kept?.commit ?? 'none'}`,
        );
    }
    for (const { number, commit } of releases) commitOf.set(number, commit);
  }
  return found;
}
