import { isLedger, isOfApp, type Recorded, releasesIn, stampOf } from '../history.ts';
import type { Played } from '../play.ts';
import { begunIn } from './stops.ts';

/**
 * Never an older commit over a newer one: no release begins with an older commit than one that stands, and no object
 * goes from a newer release to an older one but by a restore that the ledger tells of, to a release that was verified.
 */
export function olderOverNewer({ world: { history, commits } }: Played): string[] {
  const found: string[] = [];
  let ledger: Recorded[] = [];
  const orderOf = ({ commit }: Recorded) => commits.get(commit)?.order ?? 0;
  for (const entry of history) {
    if (isLedger(entry)) ledger = releasesIn(entry.after);
    for (const release of begunIn(entry)) {
      const newer = ledger.find((one) => one.state !== 'superseded' && orderOf(one) > orderOf(release));
      if (newer)
        found.push(`${entry.by} began release ${release.number} (${release.version}) after ${newer.version}`);
    }
    if (!isOfApp(entry) || !entry.after) continue;
    const [was, is] = [stampOf(entry.before) ?? 0, stampOf(entry.after) ?? 0];
    const name = `${entry.plural}/${entry.name}`;
    if (is < was && !isRestore(ledger, is))
      found.push(`${entry.by} wrote ${name} of release ${is} over that of release ${was}`);
    if (undoneOn(entry.before) >= is && undoneOn(entry.after) < is)
      found.push(`${entry.by} wrote ${name} of release ${is}, which was undone on it`);
  }
  return found;
}

function isRestore(ledger: readonly Recorded[], to: number): boolean {
  const runs = ledger.some(({ state, reason }) => state === 'pending' && reason === 'restoring');
  return runs && ledger.some(({ number, state }) => number === to && state === 'verified');
}

function undoneOn(object: { metadata: { annotations?: Record<string, string> } } | undefined): number {
  return Number(object?.metadata.annotations?.['workaday.dev/undone'] ?? -1);
}
