import { errorMessage, Failure } from '@workaday/core';
import { type KubeObject, recordAt } from '../manifests/object.ts';
import { podTemplateOf } from '../manifests/pod-template.ts';
import { leaveReplicas } from '../manifests/scaling.ts';
import { releaseOf } from '../manifests/stamp.ts';
import { readAutoscalers } from '../plan/autoscalers.ts';
import { handOverReplicas, type Leaving } from '../plan/hand-over.ts';
import { resourceOf } from '../plan/resource-of.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { readObject } from '../transport/discovery.ts';

/**
 * A snapshot as it is put back: without numbers of pods that an autoscaler sets which no release of ours made, and
 * with the numbers that it leaves out in other hands, so that a restore never takes pods away. Autoscalers of ours
 * come and go with their release. What keeps us from looking is said, and holds no restore up.
 */
export async function leaveScaled(
  cluster: Cluster,
  namespace: string,
  snapshot: readonly KubeObject[],
  log: (line: string) => void,
): Promise<KubeObject[]> {
  if (!snapshot.some(isScalable)) return [...snapshot];
  try {
    const found = await readAutoscalers(cluster, namespace, log);
    const foreign = found.filter((autoscaler) => releaseOf(autoscaler) === undefined);
    const left = snapshot.map((object) => leaveReplicas(object, foreign));
    await handOverReplicas(cluster, namespace, await leaving(cluster, namespace, left));
    return left;
  } catch (error) {
    if (!isApiError(error) && !(error instanceof Failure)) throw error;
    log(`numbers of pods are put back as they were, whatever scales them now: ${errorMessage(error)}`);
    return [...snapshot];
  }
}

async function leaving(
  cluster: Cluster,
  namespace: string,
  objects: readonly KubeObject[],
): Promise<Leaving[]> {
  const without = objects.filter(
    (object) => isScalable(object) && recordAt(object, 'spec')?.['replicas'] === undefined,
  );
  return Promise.all(
    without.map(async (object) => ({
      manifest: { object },
      live: await readObject(cluster, await resourceOf(cluster, object), namespace, object.metadata.name),
    })),
  );
}

const unscalable = new Set(['DaemonSet', 'Job', 'CronJob', 'Pod']);

function isScalable(object: KubeObject): boolean {
  return podTemplateOf(object) !== undefined && !unscalable.has(object.kind);
}
