import {
  type Entry,
  holderOf,
  isLease,
  isLedger,
  isOfApp,
  type Recorded,
  releasesIn,
  type Stop,
  stampOf,
  stopIn,
  stopNames,
} from '../history.ts';
import type { Played } from '../play.ts';

/** By how much a runner may be wrong about the server's clock; a stop that is about to end may be over. Milliseconds. */
const clockError = 2000;

interface Standing extends Stop {
  name: string;
  index: number;
}

/**
 * Never a deploy under a freeze or a lock: a step that came into the lease when one was in force begins no release, unless
 * it reverts what the freeze is for.
 */
export function deployedUnderStop(played: Played): string[] {
  const found: string[] = [];
  const cameAt = new Map<string, number>();
  const stops = new Map<string, Standing>();
  played.world.history.forEach((entry, index) => {
    follow(stops, entry, index);
    if (isLease(entry) && !cameAt.has(entry.by)) cameAt.set(entry.by, index);
    for (const release of begunIn(entry)) {
      const stop = [...stops.values()].find(
        (one) =>
          one.until > entry.at + clockError &&
          one.index < (cameAt.get(entry.by) ?? Number.POSITIVE_INFINITY) &&
          !isRevert(played, release, one),
      );
      if (stop)
        found.push(`${entry.by} began release ${release.number} under ${stop.name} of ${stop.holder}`);
    }
  });
  return found;
}

/**
 * What a person has gone back from with a freeze does not come back while that is in force: not by a run that had begun
 * before, not by a merge that is no revert.
 */
export function cameBack(played: Played): string[] {
  const found: string[] = [];
  const stops = new Map<string, Standing>();
  let since: { to: number; freeze: Standing } | undefined;
  played.world.history.forEach((entry, index) => {
    follow(stops, entry, index);
    const freeze = stops.get('workaday-freeze.shop');
    if (since && since.freeze !== freeze) since = undefined;
    if (since && since.freeze.until < entry.at + clockError) since = undefined;
    const back = freeze && goneBackTo(entry, freeze);
    if (freeze && back !== undefined) since = { to: back, freeze };
    if (!since) return;
    if (begunIn(entry).some((release) => isRevert(played, release, since?.freeze as Stop))) {
      since = undefined;
      return;
    }
    const stamp = isOfApp(entry) ? stampOf(entry.after) : undefined;
    if (stamp !== undefined && stamp > since.to)
      found.push(
        `${entry.by} wrote ${entry.plural}/${entry.name} of release ${stamp}, though ${since.freeze.holder} went back to ${since.to} and froze`,
      );
  });
  return found;
}

function follow(stops: Map<string, Standing>, { plural, name, after }: Entry, index: number): void {
  if (plural !== 'leases' || !stopNames.includes(name)) return;
  const stop = stopIn(after);
  if (stop) stops.set(name, { ...stop, name, index });
  else stops.delete(name);
}

/** Releases that a write of the ledger adds to it. */
export function begunIn(entry: Entry): Recorded[] {
  if (!isLedger(entry)) return [];
  const known = new Set(releasesIn(entry.before).map(({ number }) => number));
  return releasesIn(entry.after).filter(({ number }) => !known.has(number));
}

/** The release that a rollback by hand has just ended with, by the one who made the freeze. */
function goneBackTo(entry: Entry, freeze: Stop): number | undefined {
  if (!isLedger(entry) || holderOf(entry.by) !== freeze.holder) return undefined;
  const before = new Map(releasesIn(entry.before).map(({ number, state }) => [number, state]));
  const ended = releasesIn(entry.after).filter(
    ({ number, state, reason }) =>
      before.get(number) === 'pending' && state === 'rolled-back' && reason === 'by-hand',
  );
  return ended.at(-1)?.restored;
}

function isRevert({ world }: Played, { commit }: Recorded, { commit: frozen }: Stop): boolean {
  return frozen !== '' && world.commits.get(commit)?.reverts === frozen;
}
