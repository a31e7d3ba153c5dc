import {
  applyObjects,
  type Cluster,
  isApiError,
  type KubeObject,
  type Manifest,
  migrationOrder,
  objectName,
  type RolloutVerdict,
  type TierName,
  tiers,
  watchRollout,
} from '@workaday/kubernetes';

/** How the release came up; `refused` when the cluster did not take an object that it had accepted on trial. */
export type RolledOut = RolloutVerdict | { state: 'refused'; message: string };

export interface RollOutOptions {
  release: number;
  /** Versions that the plan has read, by objectKey: what has changed since is looked at again before it is written. */
  expected: ReadonlyMap<string, string>;
  isNew: (object: KubeObject) => boolean;
  /** Filled with what was written, as the server answered it. */
  written: KubeObject[];
  /** Milliseconds, for all of it. */
  timeout: number;
  signal: AbortSignal;
  log: (line: string) => void;
  /** Called when every migration has completed and before the first workload changes. */
  onMigrated: () => Promise<void>;
}

/**
 * Applies the release tier by tier: configuration, then migrations one group after another, each waited for, then
 * what runs, then what leads traffic to it. Watches until it is ready, stuck, or out of time.
 */
export async function rollOut(
  cluster: Cluster,
  namespace: string,
  manifests: readonly Manifest[],
  options: RollOutOptions,
): Promise<RolledOut> {
  const started = cluster.clock.now();
  const run = new Rolling(cluster, namespace, options, () =>
    Math.max(0, options.timeout - (cluster.clock.now() - started)),
  );
  try {
    return await run.all(manifests.map(({ object }) => object));
  } catch (error) {
    if (isApiError(error)) return { state: 'refused', message: error.message };
    throw error;
  }
}

class Rolling {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly options: RollOutOptions;
  readonly left: () => number;

  constructor(cluster: Cluster, namespace: string, options: RollOutOptions, left: () => number) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.options = options;
    this.left = left;
  }

  async all(objects: readonly KubeObject[]): Promise<RolledOut> {
    const writtenAt = this.cluster.now();
    const ordered = tiers(objects, (object) => object, this.options.isNew);
    const of = (...names: TierName[]) =>
      ordered.filter(({ name }) => names.includes(name)).flatMap(({ items }) => items);
    await this.apply(of('configuration'));
    const migrations = migrationOrder(of('migrations'), (object) => object);
    for (const migration of migrations) {
      const began = this.cluster.now();
      const verdict = await this.watch(await this.apply([migration]), began);
      if (verdict.state !== 'ready') return verdict;
    }
    if (migrations.length > 0) await this.options.onMigrated();
    await this.apply(of('workloads', 'routing'));
    return this.watch(this.options.written, writtenAt);
  }

  async apply(objects: readonly KubeObject[]): Promise<KubeObject[]> {
    const { release, expected, log, signal } = this.options;
    const applied = await applyObjects(this.cluster, this.namespace, objects, {
      release,
      expected,
      signal,
      onApplied: (object) => log(`applied ${objectName(object)}`),
    });
    this.options.written.push(...applied);
    return applied;
  }

  watch(written: readonly KubeObject[], writtenAt: number): Promise<RolloutVerdict> {
    const { log, signal } = this.options;
    return watchRollout(this.cluster, this.namespace, written, {
      timeout: this.left(),
      onChange: log,
      writtenAt,
      signal,
    });
  }
}
