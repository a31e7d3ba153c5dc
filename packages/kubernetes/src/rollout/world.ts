import type { KubeObject } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import type { Collection } from '../transport/collection.ts';
import { builtIn, collectionPath } from '../transport/discovery.ts';
import { listCollection } from '../transport/list.ts';
import { watchCollection } from '../transport/watch.ts';
import type { WorkloadFacts } from './facts.ts';
import { watchScope } from './watch-scope.ts';

/** What is known of a namespace at one moment. */
export interface Scene {
  itemsOf(kind: string): readonly KubeObject[];
}

/** A namespace that is kept in sight. */
export interface World extends Scene {
  /** The same asked for anew, in case a line died silently. */
  askAnew(): Promise<Scene>;
  /** Rejects when it can no longer be kept in sight. */
  failed: Promise<never>;
}

type Kind = keyof typeof builtIn;

/** Lists and watches what the rollout of these objects needs. */
export async function openWorld(
  cluster: Cluster,
  namespace: string,
  objects: readonly KubeObject[],
  signal: AbortSignal,
  onChange: () => void,
): Promise<World> {
  const { kinds } = watchScope(objects);
  const places = [...kinds].map(([kind, query]) => ({
    kind,
    place: { path: collectionPath(builtIn[kind as Kind], namespace), query, signal },
  }));
  const opened = await Promise.all(
    places.map(async ({ kind, place }) => ({
      kind,
      ...(await watchCollection(cluster, { ...place, onChange })),
    })),
  );
  const kept = new Map<string, Collection>(opened.map(({ kind, collection }) => [kind, collection]));
  return {
    itemsOf: (kind) => kept.get(kind)?.items() ?? [],
    async askAnew() {
      const lists = await Promise.all(
        places.map(
          async ({ kind, place }) => [kind, (await listCollection(cluster, place)).objects] as const,
        ),
      );
      const listed = new Map(lists);
      return { itemsOf: (kind) => listed.get(kind) ?? [] };
    },
    failed: Promise.race(opened.map(({ failed }) => failed)),
  };
}

/** Remembers each object as it was seen last, because one that is gone cannot be asked how it ended. */
export function memory(): (
  written: KubeObject,
  live: KubeObject | undefined,
  now: number,
) => WorkloadFacts['last'] {
  const seen = new Map<string, { object: KubeObject | undefined; goneAt: number | undefined }>();
  return (written, live, now) => {
    const key = written.metadata.uid ?? `${written.kind}/${written.metadata.name}`;
    const before = seen.get(key);
    if (live) {
      seen.set(key, { object: live, goneAt: undefined });
      return undefined;
    }
    const last = { object: before?.object, goneAt: before?.goneAt ?? now };
    seen.set(key, last);
    return last;
  };
}
