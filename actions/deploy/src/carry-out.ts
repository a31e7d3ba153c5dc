import { Failure, formatDuration, holderOf } from '@workaday/core';
import {
  type Change,
  type Cluster,
  clearFailedJobs,
  expectedVersions,
  handOverReplicas,
  isRollbackUnsafe,
  type KubeObject,
  keepRelease,
  type Manifest,
  migrationsToRun,
  objectKey,
  objectName,
  pruneList,
  type Release,
  recordEvent,
  takeOver,
  updateLedger,
  withRelease,
} from '@workaday/kubernetes';
import { recordRelease } from './apply-record.ts';
import type { Inputs } from './contract.ts';
import type { Order, Ports } from './facts.ts';
import {
  deployedEnding,
  type Ending,
  type Fault,
  faultEnding,
  faultOf,
  supersededEnding,
} from './outcome.ts';
import type { Deployment } from './plan.ts';
import type { Looked } from './report.ts';
import { type RolledOut, rollOut } from './roll-out.ts';
import { faultLines } from './summary.ts';
import { cancelledFault, interruptedRestore, undo, undoCancelled } from './undo.ts';

/** What carrying out a plan needs of its run. */
export interface Means {
  inputs: Inputs;
  ports: Ports;
  order: Order;
  cluster: Cluster;
  /** Mark of the freeze that lets this pass; empty for none. */
  passedFreeze: string;
  /** Aborts when another run took the app over, or this one is cancelled. */
  signal: AbortSignal;
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Records, applies and watches a release, and ends it as it came up. */
export async function carryOut(
  means: Means,
  plan: Deployment,
  manifests: readonly Manifest[],
  { changes, ledger }: Pick<Looked, 'changes' | 'ledger'>,
): Promise<Ending> {
  const { cluster, order, ports, inputs, step, passedFreeze } = means;
  await step(`record release ${plan.number}`, () =>
    recordRelease(cluster, order, plan, manifests, { changes, ledger, passedFreeze }, ports),
  );
  const { apply, ran } = migrationsToRun(manifests, ledger);
  for (const { object } of ran) ports.log.line(`${objectName(object)} ran before and is not run again`);
  const written: KubeObject[] = [];
  let rolledOut: RolledOut;
  try {
    rolledOut = await step(`roll out, at most ${formatDuration(inputs.timeout)}`, () =>
      applyAndWatch(means, plan, apply, changes, written),
    );
  } catch (error) {
    if (isSuperseded(error)) return supersededEnding(error.parts.what);
    if (!ports.cancelled.aborted) throw error;
    return faultEnding(cancelledFault, plan, await undoCancelled(undoing(means), plan.number));
  }
  const fault = faultOf(rolledOut);
  if (fault === undefined) return complete(means, plan, written);
  for (const line of faultLines(fault)) ports.log.line(line);
  if (inputs['on-failure'] === 'rollback') return undoAndTell(means, plan.number, fault, written);
  await keepRelease(cluster, order.place, plan.number, { state: 'failed', ...fault });
  return faultEnding(fault, plan, undefined);
}

/** What another run wrote is newer: it has ended this release in the ledger. */
function isSuperseded(error: unknown): error is Failure {
  return error instanceof Failure && error.parts.reason === 'superseded';
}

/** Everything that writes to objects of the app, in order. */
async function applyAndWatch(
  means: Means,
  plan: Deployment,
  manifests: readonly Manifest[],
  changes: readonly Change[],
  written: KubeObject[],
): Promise<RolledOut> {
  const { cluster, order, ports, inputs, signal } = means;
  const { namespace } = order.place;
  const read = changes.flatMap(({ live }) => live ?? []);
  const migrated = await takeOver(cluster, namespace, changes);
  const handed = await handOverReplicas(cluster, namespace, withLive(changes, migrated));
  const cleared = await clearFailedJobs(cluster, namespace, manifests);
  const gone = new Set(cleared.map((job) => objectKey(job)));
  const live = [...read, ...migrated, ...handed].filter((object) => !gone.has(objectKey(object)));
  const objects = manifests.map(({ object }) => object);
  const created = new Set(
    changes.filter(({ change }) => change === 'created').map(({ manifest }) => objectKey(manifest.object)),
  );
  return rollOut(cluster, namespace, manifests, {
    release: plan.number,
    expected: expectedVersions(objects, live, plan.number),
    written,
    isNew: (object) => created.has(objectKey(object)),
    timeout: inputs.timeout,
    signal,
    log: (line) => ports.log.line(line),
    onMigrated: async () => {
      if (manifests.some(({ object }) => isRollbackUnsafe(object)))
        await updateLedger(cluster, order.place, (ledger) =>
          withRelease(ledger, plan.number, { rollback: 'unsafe' }),
        );
    },
  });
}

/** The changes, with what was written since they were read. */
function withLive(changes: readonly Change[], written: readonly KubeObject[]): Change[] {
  const byKey = new Map(written.map((object) => [objectKey(object), object]));
  return changes.map((change) => {
    const live = byKey.get(objectKey(change.manifest.object));
    return live ? { ...change, live } : change;
  });
}

async function complete(
  { cluster, order, inputs, ports, step }: Means,
  plan: Deployment,
  written: readonly KubeObject[],
): Promise<Ending> {
  const { place, identity } = order;
  const message = `release ${plan.number} (${identity.version}) rolled out completely`;
  await recordEvent(cluster, place, written, { type: 'Normal', reason: 'Deployed', message }, (line) =>
    ports.log.line(line),
  );
  if (inputs.verify === 'rollout') {
    const verdict = { state: 'verified' as const, reason: 'rollout', message: 'rolled out completely' };
    const release = await step('verify and tidy up', () =>
      keepRelease(cluster, place, plan.number, verdict, (line) => ports.log.line(line)),
    );
    return deployedEnding(release, inputs.verify);
  }
  const waiting = { reason: 'rolled-out', message: 'rolled out completely, not yet smoke-tested' };
  const ledger = await updateLedger(cluster, place, (before) => withRelease(before, plan.number, waiting));
  const release = ledger.releases.find(({ number }) => number === plan.number);
  if (!release) throw new Error(`release ${plan.number} left the ledger while it was deployed`);
  ports.log.line(laterPruned(pruneList(ledger, release).length));
  return deployedEnding(release, inputs.verify);
}

function laterPruned(count: number): string {
  return count === 0
    ? 'nothing is left over from earlier releases'
    : `${count} objects of earlier releases stay until the smoke test has verified this one`;
}

/** A run died while it restored this very release. */
export function finishRestore(means: Means, release: Release): Promise<Ending> {
  return undoAndTell(means, release.number, interruptedRestore(release), []);
}

async function undoAndTell(
  means: Means,
  number: number,
  fault: Fault,
  written: readonly KubeObject[],
): Promise<Ending> {
  const { cluster, order, ports, inputs, step } = means;
  const undone = await step(`restore, at most ${formatDuration(inputs.timeout)}`, () =>
    undo(undoing(means), number, fault),
  );
  const ending = faultEnding(fault, { number }, undone);
  const reason = ending.outcome === 'rolled-back' ? 'RolledBack' : 'RollbackFailed';
  const event = { type: 'Warning', reason, message: ending.message } as const;
  if (undone.restore.result !== 'nothing-to-restore')
    await recordEvent(cluster, order.place, written, event, (line) => ports.log.line(line));
  return ending;
}

function undoing({ cluster, order, inputs, ports }: Means) {
  const { place, freeze } = order;
  const { context, log } = ports;
  const freezing = { ...freeze, holder: holderOf(context), run: context.runUrl };
  return { cluster, place, timeout: inputs.timeout, log: (line: string) => log.line(line), freezing };
}
