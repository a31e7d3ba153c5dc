import { Failure } from '@workaday/core';
import type { Manifest } from '../manifests/manifests.ts';
import { isJob } from '../manifests/migrations.ts';
import { type KubeObject, objectName, recordsAt } from '../manifests/object.ts';
import { deleteObject } from '../plan/apply.ts';
import { onNotFound } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { builtIn, collectionPath, objectPath, readObject } from '../transport/discovery.ts';
import { watchCollection } from '../transport/watch.ts';

/** How long a Job may take to go, in milliseconds. */
const patience = 30_000;

/**
 * Removes Jobs of the names that are about to be applied and that failed in an earlier attempt, and waits until they
 * are gone: applying them again would change nothing, and their failure would be read as a new one.
 * @returns the removed Jobs
 * @throws Failure `job-failed` when a finalizer keeps one
 */
export async function clearFailedJobs(
  cluster: Cluster,
  namespace: string,
  manifests: readonly Manifest[],
): Promise<KubeObject[]> {
  const jobs = manifests.filter(({ object }) => isJob(object));
  const cleared = await Promise.all(
    jobs.map(async ({ object }) => {
      const live = await readObject(cluster, builtIn.Job, namespace, object.metadata.name);
      if (live === undefined || !(hasFailed(live) || live.metadata.deletionTimestamp)) return [];
      const { name, uid = '' } = live.metadata;
      await deleteObject(cluster, objectPath(builtIn.Job, namespace, name), uid).catch(onNotFound);
      await untilGone(cluster, namespace, live);
      return [live];
    }),
  );
  return cleared.flat();
}

function hasFailed(job: KubeObject): boolean {
  return recordsAt(job, 'status', 'conditions').some(
    ({ type, status }) => status === 'True' && (type === 'Failed' || type === 'FailureTarget'),
  );
}

async function untilGone(cluster: Cluster, namespace: string, job: KubeObject): Promise<void> {
  const stop = new AbortController();
  const { name, uid } = job.metadata;
  let look = (): void => undefined;
  try {
    const { collection, failed } = await watchCollection(cluster, {
      path: collectionPath(builtIn.Job, namespace),
      query: { fieldSelector: `metadata.name=${name}` },
      signal: stop.signal,
      onChange: () => look(),
    });
    const gone = new Promise<void>((resolve) => {
      look = () => {
        if (collection.items().every((other) => other.metadata.uid !== uid)) resolve();
      };
    });
    look();
    const late = cluster.clock.wait(patience, stop.signal).then(() => {
      throw stays(job, namespace);
    });
    await Promise.race([gone, failed, late]);
  } finally {
    stop.abort();
  }
}

function stays(job: KubeObject, namespace: string): Failure {
  const finalizers = job.metadata['finalizers'];
  return new Failure({
    reason: 'job-failed',
    what: `${objectName(job)} in ${namespace}, which failed in an earlier attempt, was deleted and does not go away`,
    why: `Its finalizers keep it: ${JSON.stringify(finalizers ?? [])}.`,
    next: 'See what has to remove them, or remove them by hand, and run the job again.',
  });
}
