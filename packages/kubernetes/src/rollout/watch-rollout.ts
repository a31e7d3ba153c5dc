import { formatDuration } from '@workaday/core';
import { type KubeObject, objectName, recordAt } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, collectionPath } from '../transport/discovery.ts';
import { type Collection, watchCollection } from '../transport/watch.ts';
import { eventLines, guiltyLog, unreadyContainers, withoutSecrets } from './evidence.ts';
import { isEnding, ownedBy, type RolloutStatus, type Trouble, timeOf } from './facts.ts';
import { rolloutStatus, watchedKinds } from './status.ts';

/** Grace periods end without any event, so the facts are looked at this often; no request is made for it. */
const lookEvery = 1000;

export interface RolloutOptions {
  /** Milliseconds. */
  timeout: number;
  /** One line per change, with elapsed time. */
  onChange: (line: string) => void;
  /** When the objects were written, by `cluster.now()`; what the cluster said before does not count. */
  writtenAt: number;
  /** Ends the watch early; its reason is thrown. */
  signal?: AbortSignal;
}

export interface Finding {
  /** `Deployment/web` */
  object: string;
  trouble: Trouble;
  events: string[];
  log: string[];
}

export type RolloutVerdict = { state: 'ready' } | { state: 'stuck' | 'timeout'; findings: Finding[] };

/**
 * Watches until every written workload is ready, one is stuck, or time is over.
 * @param written the objects as the API server answered the writes
 */
export async function watchRollout(
  cluster: Cluster,
  namespace: string,
  written: readonly KubeObject[],
  { timeout, onChange, writtenAt, signal }: RolloutOptions,
): Promise<RolloutVerdict> {
  const workloads = written.filter((object) => watchedKinds.includes(object.kind));
  if (workloads.length === 0) return { state: 'ready' };
  const stop = new AbortController();
  const changes = changeBell();
  try {
    const started = cluster.clock.now();
    const { world, failed } = await openWorld(cluster, namespace, workloads, stop.signal, changes.ring);
    const said = new Map<string, string>();
    for (;;) {
      signal?.throwIfAborted();
      const statuses = workloads.map((object) => ({
        object,
        status: statusOf(object, world, cluster.now(), writtenAt),
      }));
      report(statuses, said, (line) => onChange(`${formatDuration(cluster.clock.now() - started)} ${line}`));
      const stuck = statuses.filter(({ status }) => status.state === 'stuck');
      const explain = (which: typeof statuses) =>
        Promise.all(
          which.map(({ object, status }) => findingOf(cluster, namespace, object, status, world, written)),
        );
      if (stuck.length > 0) return { state: 'stuck', findings: await explain(stuck) };
      if (statuses.every(({ status }) => status.state === 'ready')) return { state: 'ready' };
      if (cluster.clock.now() - started > timeout)
        return {
          state: 'timeout',
          findings: await explain(statuses.filter(({ status }) => status.state !== 'ready')),
        };
      await Promise.race([changes.next(), cluster.clock.wait(lookEvery, stop.signal), failed]);
    }
  } finally {
    stop.abort(new Error('the rollout is no longer watched'));
  }
}

interface World {
  byKind: Map<string, Collection>;
  pods: Collection;
  replicaSets: Collection | undefined;
  events: Collection;
}

async function openWorld(
  cluster: Cluster,
  namespace: string,
  workloads: readonly KubeObject[],
  signal: AbortSignal,
  onChange: () => void,
): Promise<{ world: World; failed: Promise<never> }> {
  const open = (kind: keyof typeof builtIn) =>
    watchCollection(cluster, { path: collectionPath(builtIn[kind], namespace), signal, onChange });
  const kinds = new Set(workloads.map((object) => object.kind));
  const needed = [...new Set([...kinds, 'Pod', 'Event', ...(kinds.has('Deployment') ? ['ReplicaSet'] : [])])];
  const opened = new Map(
    await Promise.all(needed.map(async (kind) => [kind, await open(kind as keyof typeof builtIn)] as const)),
  );
  const collectionOf = (kind: string) => opened.get(kind)?.collection;
  const nothing: Collection = { items: () => [] };
  return {
    world: {
      byKind: new Map([...opened].map(([kind, { collection }]) => [kind, collection])),
      pods: collectionOf('Pod') ?? nothing,
      replicaSets: collectionOf('ReplicaSet'),
      events: collectionOf('Event') ?? nothing,
    },
    failed: Promise.race([...opened.values()].map((one) => one.failed)),
  };
}

function statusOf(written: KubeObject, world: World, now: number, writtenAt: number): RolloutStatus {
  return rolloutStatus({
    written,
    live: world.byKind
      .get(written.kind)
      ?.items()
      .find((object) => object.metadata.name === written.metadata.name),
    replicaSets: world.replicaSets?.items() ?? [],
    pods: world.pods.items(),
    events: world.events
      .items()
      .filter((event) => timeOf(event['lastTimestamp'] ?? event['eventTime']) >= writtenAt - 1000),
    writtenAt,
    now,
  });
}

function report(
  statuses: readonly { object: KubeObject; status: RolloutStatus }[],
  said: Map<string, string>,
  say: (line: string) => void,
): void {
  for (const { object, status } of statuses) {
    const line = `${objectName(object)}: ${status.state === 'progressing' ? '' : `${status.state}: `}${status.message}`;
    if (said.get(objectName(object)) !== line) say(line);
    said.set(objectName(object), line);
  }
}

async function findingOf(
  cluster: Cluster,
  namespace: string,
  object: KubeObject,
  status: RolloutStatus,
  world: World,
  written: readonly KubeObject[],
): Promise<Finding> {
  const known = status.state === 'ready' ? undefined : status.trouble;
  const trouble = known ?? unready(object, status.message, world, cluster.now());
  const lines = await guiltyLog(cluster, namespace, trouble);
  const names = [object.metadata.name, ...(trouble.pod ? [trouble.pod] : [])];
  return {
    object: objectName(object),
    trouble,
    events: withoutSecrets(eventLines(world.events.items(), names), written),
    log: withoutSecrets(lines, written),
  };
}

/** What there is to say of a rollout that only takes too long: the newest pod that is not ready, and its probe. */
function unready(object: KubeObject, message: string, world: World, now: number): Trouble {
  const sets = (world.replicaSets?.items() ?? []).filter(ownedBy(object.metadata.uid));
  const owners = [object.metadata.uid, ...sets.map((set) => set.metadata.uid)];
  const pod = world.pods
    .items()
    .filter((candidate) => !isEnding(candidate) && owners.some((uid) => ownedBy(uid)(candidate)))
    .filter((candidate) => unreadyContainers(candidate).length > 0)
    .sort((a, b) => timeOf(b.metadata.creationTimestamp) - timeOf(a.metadata.creationTimestamp))[0];
  const [container] = pod ? unreadyContainers(pod) : [];
  const probe = world.events
    .items()
    .findLast(
      (event) =>
        event['reason'] === 'Unhealthy' && recordAt(event, 'involvedObject')?.['uid'] === pod?.metadata.uid,
    );
  return {
    reason: probe ? 'not-ready' : 'timeout',
    message: probe ? `${message}; ${String(probe['message']).trim()}` : message,
    since: now,
    grace: 0,
    ...(pod ? { pod: pod.metadata.name } : {}),
    ...(container ? { container } : {}),
  };
}

/** Lets a loop wait for the next of many changes. */
function changeBell(): { ring: () => void; next: () => Promise<void> } {
  let waiting = Promise.withResolvers<void>();
  return {
    ring: () => {
      waiting.resolve();
      waiting = Promise.withResolvers<void>();
    },
    next: () => waiting.promise,
  };
}
