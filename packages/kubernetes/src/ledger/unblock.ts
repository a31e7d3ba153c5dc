import type { KubeObject } from '../manifests/object.ts';
import { deleteObject } from '../plan/apply.ts';
import { blockingPods } from '../rollout/stateful-set.ts';
import { isObserved } from '../rollout/written.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, collectionPath, objectPath } from '../transport/discovery.ts';
import { watchCollection } from '../transport/watch.ts';

/**
 * Removes broken pods of an undone revision of StatefulSets until the signal aborts: their controller waits for
 * each pod to be ready before it replaces the next, so one that never will be stops it for good.
 */
export async function unblockStatefulSets(
  cluster: Cluster,
  namespace: string,
  written: readonly KubeObject[],
  { signal, log }: { signal: AbortSignal; log: (line: string) => void },
): Promise<void> {
  const sets = written.filter((object) => object.kind === 'StatefulSet');
  if (sets.length === 0) return;
  const removed = new Map<string, Promise<void>>();
  let look = () => undefined as undefined;
  const open = (kind: 'StatefulSet' | 'Pod') =>
    watchCollection(cluster, {
      path: collectionPath(builtIn[kind], namespace),
      signal,
      onChange: () => look(),
    });
  const opened = await Promise.all([open('StatefulSet'), open('Pod')]).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  if (!opened) return;
  const [live, pods] = opened;
  const aborted = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  look = () => {
    for (const set of sets) {
      const now = live.collection.items().find((object) => object.metadata.uid === set.metadata.uid);
      if (!now || !isObserved(now, set)) continue;
      for (const pod of blockingPods(now, pods.collection.items())) {
        const { uid = '', name } = pod.metadata;
        if (removed.has(uid)) continue;
        log(`Pod/${name} of the undone revision is not ready and is removed`);
        removed.set(uid, removePod(cluster, namespace, name, uid));
      }
    }
    return undefined;
  };
  look();
  await Promise.race([aborted, live.failed, pods.failed]);
  await Promise.all(removed.values());
}

async function removePod(cluster: Cluster, namespace: string, name: string, uid: string): Promise<void> {
  await deleteObject(cluster, objectPath(builtIn.Pod, namespace, name), uid).catch((error: unknown) => {
    if (!isApiError(error, 404, 409)) throw error;
  });
}
