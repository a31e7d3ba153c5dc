import { byHand } from '../ledger/by-hand.ts';
import { readLedger } from '../ledger/ledger.ts';
import type { AppPlace, Ledger, Release, ReleaseState } from '../ledger/release.ts';
import { finishRollback, type Verdict } from '../ledger/settle.ts';
import type { Cluster } from '../transport/cluster.ts';
import type { Lock } from './lock-record.ts';
import { readFreeze, takeLock } from './locks.ts';

/** When merges stop by themselves, and who says so. */
export interface Freezing {
  /** Automatic rollbacks in a row; 0 for never. */
  after: number;
  /** Milliseconds. */
  lasting: number;
  /** `repository/runId` of the run that undoes the last of them. */
  holder: string;
  /** URL of that run. */
  run: string;
}

const undone: readonly ReleaseState[] = ['rolled-back', 'rollback-failed'];
/** Nothing was found out about these. */
const passed: readonly ReleaseState[] = ['superseded'];

/**
 * Releases that were undone by themselves, one after the other, up to the one that is being undone now; oldest first. A
 * cancelled run accuses nothing, and where a person went back, the counting begins anew.
 */
export function undoneInARow({ releases }: Ledger, number: number): Release[] {
  const found: Release[] = [];
  for (const release of releases.filter((one) => one.number <= number).toReversed()) {
    if (release.number !== number && passed.includes(release.state)) continue;
    if (release.reason === 'cancelled') continue;
    const automatic = undone.includes(release.state) && release.reason !== byHand;
    if (release.number !== number && !automatic) break;
    found.unshift(release);
  }
  return found;
}

/**
 * Ends a release that was undone by itself. When it is one too many in a row, the app is frozen first, so that a run that
 * dies in between leaves it frozen rather than open.
 * @returns the freeze that stops the next merge, if there is one
 */
export async function finishAutomaticRollback(
  cluster: Cluster,
  place: AppPlace,
  number: number,
  end: Verdict & { state: 'rolled-back' | 'rollback-failed'; restored?: number },
  freezing: Freezing,
): Promise<Lock | undefined> {
  const ledger = await readLedger(cluster, place);
  const freeze =
    end.reason === 'cancelled'
      ? undefined
      : await freezeApp(cluster, place, undoneInARow(ledger, number), freezing);
  await finishRollback(cluster, place, number, end);
  return freeze;
}

/** A freeze that a person made stays as it is. */
async function freezeApp(
  cluster: Cluster,
  { namespace, app }: AppPlace,
  row: readonly Release[],
  { after, lasting, holder, run }: Freezing,
): Promise<Lock | undefined> {
  const standing = await readFreeze(cluster, { namespace, app });
  const last = row.at(-1);
  if (standing !== undefined || after === 0 || row.length < after || last === undefined) return standing;
  const names = row.slice(-after).map(({ number, version }) => `release ${number} (${version})`);
  const { lock } = await takeLock(
    cluster,
    { namespace, app },
    {
      kind: 'freeze',
      app,
      by: 'workaday',
      reason: `${after} automatic rollbacks in a row: ${names.join(', ')}`,
      holder,
      run,
      commit: last.commit,
      lasting: Math.ceil(lasting / 1000),
    },
  );
  return lock;
}

/** What whoever reads of the rollback has to know of the freeze. */
export function freezeSentence({ app, until, reason, commit }: Lock): string {
  const pass = commit === '' ? '' : ` merge a revert of ${commit}, which passes, or`;
  return `${app ?? 'Everything'} is frozen until ${until} (${reason}):${pass} unlock it when the cause is repaired.`;
}
