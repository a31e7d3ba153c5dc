import { errorMessage, Failure } from '@workaday/core';
import { type KubeObject, objectName } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import { type ChangeLines, changeLines } from './change-lines.ts';
import type { WorkloadFacts } from './facts.ts';
import { type Finding, findingsOf, type ObjectStatus } from './finding.ts';
import { passiveObjects } from './passive-objects.ts';
import { referenceLookup } from './reference-lookup.ts';
import { hasStatus, passiveKinds, rolloutStatus, watchedKinds } from './status.ts';
import { memory, openWorld, type Scene, type World } from './world.ts';

export type { Finding } from './finding.ts';

/** Grace periods end without any event, so the facts are looked at this often; no request is made for it. */
const lookEvery = 1000;

export interface RolloutOptions {
  /** Milliseconds. */
  timeout: number;
  /** One line per change, and at least one each half minute, with elapsed time. */
  onChange: (line: string) => void;
  /** When the objects were written, by `cluster.now()`; what the cluster said before does not count. */
  writtenAt: number;
  /** Ends the watch early; its reason is thrown. */
  signal?: AbortSignal;
}

export type RolloutVerdict =
  | { state: 'ready' /** `Service/web: …`, what a person should know. */; notes: string[] }
  | { state: 'stuck' | 'timeout'; findings: Finding[] };

/**
 * Watches until every written object is ready, one is stuck, or time is over.
 * @param written the objects as the API server answered the writes
 * @throws Failure missing-right, cluster-unreachable, …
 */
export async function watchRollout(
  cluster: Cluster,
  namespace: string,
  written: readonly KubeObject[],
  options: RolloutOptions,
): Promise<RolloutVerdict> {
  const objects = written.filter((object) => hasStatus(object, [...watchedKinds, ...passiveKinds]));
  if (objects.length === 0) return { state: 'ready', notes: [] };
  const stop = new AbortController();
  const bell = changeBell();
  options.signal?.addEventListener('abort', bell.ring, { signal: stop.signal });
  try {
    const lines = changeLines(() => cluster.clock.now(), options.onChange);
    const workloads = objects.filter((object) => hasStatus(object, watchedKinds));
    const world = await openWorld(cluster, namespace, workloads, stop.signal, bell.ring);
    const look = lookout(cluster, namespace, objects, options, world);
    return await watch({ cluster, namespace, written, options, lines, world, look, bell, stop: stop.signal });
  } finally {
    stop.abort(new Error('the rollout is no longer watched'));
  }
}

type Lookout = ReturnType<typeof lookout>;

interface Watching {
  cluster: Cluster;
  namespace: string;
  written: readonly KubeObject[];
  options: RolloutOptions;
  lines: ChangeLines;
  world: World;
  look: Lookout;
  bell: ReturnType<typeof changeBell>;
  stop: AbortSignal;
}

async function watch(watching: Watching): Promise<RolloutVerdict> {
  const { cluster, namespace, written, options, lines, world, look, bell, stop } = watching;
  const started = cluster.clock.now();
  const explain = (statuses: readonly ObjectStatus[], scene: Scene) =>
    findingsOf(cluster, namespace, statuses, scene, written);
  for (;;) {
    options.signal?.throwIfAborted();
    await look.readDue();
    const seen = { statuses: look.at(world), scene: world as Scene };
    const believed = seen.statuses.some(isStuck) ? await confirmed(watching) : seen;
    const { statuses, scene } = believed ?? seen;
    lines.report(statuses);
    if (believed && statuses.some(isStuck))
      return { state: 'stuck', findings: await explain(statuses.filter(isStuck), scene) };
    if (statuses.every(isReady)) {
      await look.readAll();
      const last = look.at(scene);
      if (last.every(isReady)) return { state: 'ready', notes: sayNotes(last, lines) };
    }
    if (cluster.clock.now() - started > options.timeout) {
      const open = statuses.filter((one) => !isReady(one));
      return { state: 'timeout', findings: await explain(open, scene) };
    }
    await Promise.race([bell.next(), cluster.clock.wait(lookEvery, stop), world.failed]);
  }
}

/** A fault is believed when the cluster, asked anew, still shows it: what we saw may be old by a dead line. */
async function confirmed({
  world,
  look,
  lines,
}: Watching): Promise<{ statuses: ObjectStatus[]; scene: Scene } | undefined> {
  try {
    const scene = await world.askAnew();
    return { statuses: look.at(scene), scene };
  } catch (error) {
    if (!(error instanceof Failure) || error.parts.reason !== 'cluster-unreachable') throw error;
    lines.say(`the cluster does not answer: ${errorMessage(error)}`);
    return undefined;
  }
}

const isStuck = ({ status }: ObjectStatus) => status.state === 'stuck';
const isReady = ({ status }: ObjectStatus) => status.state === 'ready';

function sayNotes(statuses: readonly ObjectStatus[], lines: ChangeLines): string[] {
  const notes = statuses.flatMap(({ object, status }) =>
    status.state === 'ready' ? status.notes.map((note) => `${objectName(object)}: ${note}`) : [],
  );
  for (const note of notes) lines.say(`note: ${note}`);
  return notes;
}

/** Gathers the facts of every object of a release, and judges them. */
function lookout(
  cluster: Cluster,
  namespace: string,
  objects: readonly KubeObject[],
  { writtenAt }: RolloutOptions,
  first: World,
) {
  const watchedAt = Math.max(writtenAt, cluster.now());
  const passive = passiveObjects(cluster, namespace);
  const lookup = referenceLookup(cluster, namespace);
  const remember = memory();
  const passives = objects.filter((object) => hasStatus(object, passiveKinds));
  const statusOf = (written: KubeObject, scene: Scene): ObjectStatus => {
    if (passive.isHidden(written))
      return { object: written, status: { state: 'ready', message: 'applied; not readable', notes: [] } };
    const now = cluster.now();
    const live = passives.includes(written)
      ? passive.live(written)
      : scene.itemsOf(written.kind).find(({ metadata }) => metadata.name === written.metadata.name);
    const facts: WorkloadFacts = {
      written,
      live,
      last: remember(written, live, now),
      replicaSets: scene.itemsOf('ReplicaSet'),
      pods: scene.itemsOf('Pod'),
      events: scene.itemsOf('Event'),
      references: lookup.references,
      writtenAt,
      watchedAt,
      now,
    };
    return { object: written, status: rolloutStatus(facts) };
  };
  const at = (scene: Scene) => objects.map((object) => statusOf(object, scene));
  return {
    at,
    readAll: () => passive.read(passives, 'now'),
    /** What is not watched but read, when it is time to. */
    async readDue(): Promise<void> {
      await passive.read(passives);
      const missing = at(first).flatMap(({ status }) =>
        status.state !== 'ready' && status.trouble?.missing ? [status.trouble.missing] : [],
      );
      await Promise.all(missing.map((one) => lookup.look(one)));
    },
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
