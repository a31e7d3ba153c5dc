import { Failure } from '@workaday/core';
import {
  adoptedBefore,
  type Change,
  type Cluster,
  type KubeObject,
  type Ledger,
  type Manifest,
  objectKey,
  objectName,
  type Release,
  refOf,
  updateLedger,
  withRelease,
  writeSnapshot,
} from '@workaday/kubernetes';
import type { Order, Ports } from './facts.ts';
import type { Deployment } from './plan.ts';

interface Known {
  changes: readonly Change[];
  ledger: Ledger;
  /** Mark of the freeze that lets this pass; empty for none. */
  passedFreeze: string;
}

/**
 * Writes everything down before the first object is touched: the complete set of objects, then the pending release.
 * A run that dies at any point after leaves what the next one needs.
 */
export async function recordRelease(
  cluster: Cluster,
  order: Order,
  plan: Deployment,
  manifests: readonly Manifest[],
  { changes, ledger: before, passedFreeze }: Known,
  { context }: Ports,
): Promise<Ledger> {
  const objects = manifests.map(({ object }) => object);
  const taken = await adoptedBefore(cluster, order.place, before, plan.number, changes);
  const parts = await writeSnapshot(cluster, order.place, plan.number, objects, taken);
  const now = new Date(cluster.now()).toISOString();
  const release: Release = {
    number: plan.number,
    state: 'pending',
    reason: 'deploying',
    message: 'being deployed',
    ...order.identity,
    images: { ...order.identity.images },
    by: context.actor,
    ...(passedFreeze === '' ? {} : { passedFreeze }),
    ...(order.authority.glass === ''
      ? {}
      : { brokenGlass: { by: order.authority.by, reason: order.authority.glass } }),
    run: context.runUrl,
    startedAt: now,
    objects: inventory(objects, changes),
    parts,
  };
  return updateLedger(cluster, order.place, (ledger) => begun(ledger, release, plan.supersedes, now));
}

/**
 * The ledger with a release that begins, or goes on.
 * @throws Failure `ledger-contended` when it is not the ledger of the plan any more: a number belongs to one commit for ever
 */
export function begun(ledger: Ledger, release: Release, supersedes: readonly number[], now: string): Ledger {
  const newest = ledger.releases.at(-1);
  const goesOn = newest?.number === release.number && newest.commit === release.commit;
  if (!goesOn && (newest?.number ?? 0) !== release.number - 1) throw overtaken(release, newest);
  const superseded = supersedes.reduce(
    (earlier, number) =>
      withRelease(earlier, number, {
        state: 'superseded',
        reason: 'newer-release',
        message: `its run died, and release ${release.number} took over`,
        endedAt: now,
      }),
    ledger,
  );
  const others = superseded.releases.filter(({ number }) => number !== release.number);
  return { ...superseded, releases: [...others, continuing(release, goesOn ? newest : undefined)] };
}

function overtaken({ number }: Release, newest: Release | undefined): Failure {
  return new Failure({
    reason: 'ledger-contended',
    what: `release ${number} could not begin: the newest one in the ledger is ${newest?.number ?? 'none'} by now${newest ? ` (${newest.version}, ${newest.run})` : ''}`,
    why: 'A request of another run, which has lost the lease, came late.',
    next: 'Run this job again; no object of the app was touched.',
  });
}

function inventory(objects: readonly KubeObject[], changes: readonly Change[]): Release['objects'] {
  const adopted = new Set(
    changes.filter((change) => change.adopted).map((change) => objectName(change.manifest.object)),
  );
  return objects.map((object) => ({
    ...refOf(object),
    ...(adopted.has(objectName(object)) ? { adopted: true } : {}),
  }));
}

/** What an earlier attempt at the same release adopted carries our mark by now, and is adopted all the same. */
function continuing(release: Release, earlier: Release | undefined): Release {
  const adopted = new Set(earlier?.objects.filter((ref) => ref.adopted).map((ref) => objectKey(ref)));
  const objects = release.objects.map((ref) =>
    adopted.has(objectKey(ref)) ? { ...ref, adopted: true } : ref,
  );
  return { ...release, objects, startedAt: earlier?.startedAt ?? release.startedAt };
}
