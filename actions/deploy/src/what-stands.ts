import { Failure } from '@workaday/core';
import {
  type AppPlace,
  adoptionBaseline,
  type Cluster,
  type KubeObject,
  type Ledger,
  leftBehind,
  liveRelease,
  objectName,
  type Resource,
  readLedger,
  readSnapshot,
  recordAdoption,
} from '@workaday/kubernetes';
import type { Looked } from './report.ts';

type Say = (line: string) => void;

/** The kinds of an app, with those of all that a rollback may bring back or a verified release delete. */
export async function kindsToHold(
  cluster: Cluster,
  place: AppPlace,
  kinds: readonly Resource[],
): Promise<Resource[]> {
  const resources = await cluster.resources();
  const { releases } = await readLedger(cluster, place);
  const known = releases.flatMap(({ objects }) => objects);
  return [...new Set([...kinds, ...known.flatMap((ref) => resources.find(ref.apiVersion, ref.kind) ?? [])])];
}

/** ConfigMaps and Secrets of what runs, which a new one under another hashed name is compared with. */
export async function liveConfiguration(
  cluster: Cluster,
  place: AppPlace,
  ledger: Ledger,
  say: Say,
): Promise<KubeObject[]> {
  const live = liveRelease(ledger);
  if (live?.state !== 'verified') return [];
  try {
    const objects = await readSnapshot(cluster, place, live);
    return objects.filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // Only the comparison is lost now; a restore that needs it says so loudly.
    say(error.parts.what);
    return [];
  }
}

/**
 * What ran here before the first release becomes a release of its own, so that there is a way back.
 * @returns the ledger, another one when something was recorded
 */
export async function adoptWhatRan(
  cluster: Cluster,
  place: AppPlace,
  { changes, ledger }: Pick<Looked, 'changes' | 'ledger'>,
  { autoscalers, say }: { autoscalers: readonly KubeObject[]; say: Say },
): Promise<Ledger> {
  const baseline = adoptionBaseline(changes, autoscalers);
  const after = await recordAdoption(cluster, place, ledger, baseline);
  if (after === ledger) return ledger;
  say(
    `what ran here before is release ${after.releases.at(-1)?.number}: ${baseline.map(objectName).join(', ')}`,
  );
  for (const ref of leftBehind(baseline, changes))
    say(`${objectName(ref)} stays for what ran before; delete it when nothing reads it any more`);
  return after;
}
