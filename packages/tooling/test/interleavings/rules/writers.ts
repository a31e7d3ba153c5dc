import { type Entry, holderOf, isLease, isLedger, isOfApp, releasesIn } from '../history.ts';
import type { Played } from '../play.ts';

/**
 * Never two writers: what is written to an object of the app, a snapshot or a release in the ledger is written by the run
 * that has the lease, in the server's order. A request that is under way for longer than the last third of a lease may
 * come after it was lost; then it lands only where nobody has written since.
 */
export function twoWriters({ world: { history }, scenario: { stalls } }: Played): string[] {
  const found: string[] = [];
  const lostAt = new Map<string, number>();
  const writtenAt = new Map<string, number>();
  let holder = '';
  history.forEach((entry, index) => {
    if (isLease(entry)) {
      const next = holderIn(entry);
      if (next !== holder) lostAt.set(holder, index);
      holder = next;
      return;
    }
    if (!takesTheLease(entry)) return;
    const key = `${entry.plural}/${entry.name}`;
    const who = holderOf(entry.by);
    const before = writtenAt.get(key) ?? -1;
    const isLate = stalls && before < (lostAt.get(who) ?? -1);
    if (who !== holder && !isLate)
      found.push(`${entry.by} wrote ${key} while ${holder || 'nobody'} had the lease`);
    writtenAt.set(key, index);
  });
  return found;
}

function holderIn({ after }: Entry): string {
  return (after?.['spec'] as { holderIdentity?: string } | undefined)?.holderIdentity ?? '';
}

/** What a smoke test notes of the time before a deploy changes no release, and is written by whoever finds it out. */
function takesTheLease(entry: Entry): boolean {
  if (isLedger(entry))
    return JSON.stringify(releasesIn(entry.before)) !== JSON.stringify(releasesIn(entry.after));
  return isOfApp(entry) || entry.plural === 'secrets';
}
