import { adoptedBefore } from '../../src/ledger/adopted-before.ts';
import { readLedger, updateLedger } from '../../src/ledger/ledger.ts';
import type { AppPlace, Release } from '../../src/ledger/release.ts';
import { type RestoreOptions, restoreRelease } from '../../src/ledger/restore.ts';
import { finishRollback, keepRelease } from '../../src/ledger/settle.ts';
import { writeSnapshot } from '../../src/ledger/snapshot.ts';
import { type KubeObject, objectKey, refOf } from '../../src/manifests/object.ts';
import { releaseOf, stampObject } from '../../src/manifests/stamp.ts';
import { applyObjects } from '../../src/plan/apply.ts';
import { watchRollout } from '../../src/rollout/watch-rollout.ts';
import { isApiError } from '../../src/transport/api-error.ts';
import type { Cluster } from '../../src/transport/cluster.ts';
import { readObject } from '../../src/transport/discovery.ts';

export const quietly: RestoreOptions = {
  reason: 'crash',
  message: 'it crashed',
  timeout: 120_000,
  log: () => undefined,
};

/** One app whose releases a test makes and undoes, with nothing but what a run has. */
export class Releases {
  readonly cluster: Cluster;
  readonly place: AppPlace;

  constructor(cluster: Cluster, place: AppPlace) {
    this.cluster = cluster;
    this.place = place;
  }

  /** Records a release before its first write, as a deploy does. */
  async record(
    number: number,
    objects: readonly KubeObject[],
    more: Partial<Release> = {},
  ): Promise<KubeObject[]> {
    const { cluster, place } = this;
    const stamped = objects.map((object) => stampObject(object, { ...place, release: number }));
    const ledger = await readLedger(cluster, place);
    const live = new Map((await this.read(stamped)).map((object) => [objectKey(object), object]));
    const changes = stamped.map((object) => {
      const before = live.get(objectKey(object));
      return {
        manifest: { object },
        live: before,
        adopted: before !== undefined && releaseOf(before) === undefined,
      };
    });
    const earlier = ledger.releases.find((one) => one.number === number)?.objects ?? [];
    const adopted = new Set(
      [
        ...earlier.filter((ref) => ref.adopted),
        ...changes.filter((one) => one.adopted).map((one) => one.manifest.object),
      ].map((one) => objectKey(one)),
    );
    const taken = await adoptedBefore(cluster, place, ledger, number, changes);
    const release: Release = {
      number,
      state: 'pending',
      reason: 'deploying',
      message: '',
      version: `1.0.${number}`,
      commit: '',
      images: {},
      by: 'ada',
      run: '',
      startedAt: '',
      objects: stamped.map((object) => ({
        ...refOf(object),
        ...(adopted.has(objectKey(object)) ? { adopted: true } : {}),
      })),
      parts: await writeSnapshot(cluster, place, number, stamped, taken),
      ...more,
    };
    await updateLedger(cluster, place, (ledger) => ({
      ...ledger,
      releases: [...ledger.releases.filter((one) => one.number !== number), release],
    }));
    return stamped;
  }

  /** Records a release and writes it; answers what the server answered. */
  async write(
    number: number,
    objects: readonly KubeObject[],
    more: Partial<Release> = {},
  ): Promise<KubeObject[]> {
    const stamped = await this.record(number, objects, more);
    return applyObjects(this.cluster, this.place.namespace, stamped, {
      release: number,
      onApplied: () => undefined,
    });
  }

  /** Waits until what was written serves. */
  async serves(written: readonly KubeObject[]): Promise<void> {
    const { cluster, place } = this;
    const options = { timeout: 120_000, onChange: () => undefined, writtenAt: cluster.now() };
    const verdict = await watchRollout(cluster, place.namespace, written, options);
    if (verdict.state !== 'ready') throw new Error(JSON.stringify(verdict, null, 1));
  }

  /** A release that serves and was found good. */
  async good(number: number, objects: readonly KubeObject[]): Promise<void> {
    await this.serves(await this.write(number, objects));
    await this.keep(number);
  }

  keep(number: number, log?: (line: string) => void): Promise<Release> {
    const verdict = { state: 'verified', reason: 'rollout', message: 'good' } as const;
    return keepRelease(this.cluster, this.place, number, verdict, log);
  }

  /** Undoes a release, and expects that to work. */
  async undo(number: number, options: RestoreOptions = quietly) {
    const restored = await restoreRelease(this.cluster, this.place, number, options);
    if (restored.result !== 'restored') throw new Error(JSON.stringify(restored, null, 1));
    await finishRollback(this.cluster, this.place, number, {
      state: 'rolled-back',
      restored: restored.release.number,
      reason: 'crash',
      message: 'it crashed',
    });
    return restored;
  }

  /** What there is of these objects, in their order. */
  async read(objects: readonly KubeObject[]): Promise<KubeObject[]> {
    const resources = await this.cluster.resources();
    const found = await Promise.all(
      objects.map(({ apiVersion, kind, metadata }) => {
        const resource = resources.find(apiVersion, kind);
        if (!resource) throw new Error(`the cluster has no ${kind}`);
        return readObject(this.cluster, resource, this.place.namespace, metadata.name).catch(
          (error: unknown) => {
            if (isApiError(error, 404)) return undefined;
            throw error;
          },
        );
      }),
    );
    return found.flatMap((object) => object ?? []);
  }
}

/** An object as people see it: without what the server counts, and without notes that change with every write. */
export function seen({ status: _, metadata, ...rest }: KubeObject): unknown {
  const { managedFields: _m, resourceVersion: _r, generation: _g, annotations = {}, ...kept } = metadata;
  const own = Object.entries(annotations).filter(
    ([name]) =>
      name !== 'workaday.dev/undone' &&
      name !== 'deployment.kubernetes.io/revision' &&
      name !== 'deprecated.daemonset.template.generation',
  );
  return { ...rest, metadata: { ...kept, annotations: Object.fromEntries(own) } };
}

/** Which fields of an object a manager holds. */
export function fieldsOf(object: KubeObject, manager = 'workaday'): unknown {
  const entries = (object.metadata['managedFields'] ?? []) as {
    manager: string;
    operation: string;
    fieldsV1: unknown;
  }[];
  return entries
    .filter((entry) => entry.manager === manager && entry.operation === 'Apply')
    .map(({ fieldsV1 }) => fieldsV1);
}
