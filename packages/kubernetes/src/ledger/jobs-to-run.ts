import { nameAnnotation } from '../manifests/config-names.ts';
import type { Manifest } from '../manifests/manifests.ts';
import { isJob, migrationOrder } from '../manifests/migrations.ts';
import { objectKey } from '../manifests/object.ts';
import { type Ledger, lastVerified } from './release.ts';

export interface JobsToRun {
  /** What is tried and applied: everything but the Jobs that ran. */
  apply: Manifest[];
  /** The migrations among `apply`, each to be complete before the next is written. */
  migrations: Manifest[];
  /** Jobs that ran for the last verified release; they stay in the inventory of the new one. */
  ran: Manifest[];
}

/**
 * A Job runs once for each content, which its name says: one that the last verified release had is complete, also
 * when `ttlSecondsAfterFinished` has removed it since. Jobs that keep their name say nothing, and are always applied.
 */
export function migrationsToRun(manifests: readonly Manifest[], ledger: Ledger): JobsToRun {
  const known = new Set(lastVerified(ledger)?.objects.map((ref) => objectKey(ref)));
  const hasRun = ({ object }: Manifest) =>
    isJob(object) &&
    object.metadata.annotations?.[nameAnnotation] !== undefined &&
    known.has(objectKey(object));
  const apply = manifests.filter((manifest) => !hasRun(manifest));
  return {
    apply,
    migrations: migrationOrder(apply, ({ object }) => object),
    ran: manifests.filter(hasRun),
  };
}
