import { type KubeObject, objectName } from '../manifests/object.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { readObject } from '../transport/discovery.ts';

const plurals: Readonly<Record<string, string>> = {
  PersistentVolumeClaim: 'persistentvolumeclaims',
  Service: 'services',
  Ingress: 'ingresses',
  HorizontalPodAutoscaler: 'horizontalpodautoscalers',
  CronJob: 'cronjobs',
};
/** How often objects that are only read are read. Milliseconds. */
const readEvery = 5000;

/** Objects that are read now and then, instead of being watched. */
export interface PassiveObjects {
  live(written: KubeObject): KubeObject | undefined;
  /** Their state may not be read: they count as applied. */
  isHidden(written: KubeObject): boolean;
  /** Reads those that are due; all of them when `now` says so. */
  read(objects: readonly KubeObject[], when?: 'due' | 'now'): Promise<void>;
}

/** The objects of a release that have no pods of their own: claims, Services and the like. */
export function passiveObjects(cluster: Cluster, namespace: string): PassiveObjects {
  const found = new Map<string, KubeObject | undefined>();
  const hidden = new Set<string>();
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    live: (written) => found.get(objectName(written)),
    isHidden: (written) => hidden.has(objectName(written)),
    async read(objects, when = 'due') {
      if (when === 'due' && cluster.clock.now() - readAt < readEvery) return;
      readAt = cluster.clock.now();
      await Promise.all(
        objects.map(async (object) => {
          const name = objectName(object);
          const { apiVersion, kind, metadata } = object;
          const plural = plurals[kind] ?? '';
          try {
            found.set(name, await readObject(cluster, { apiVersion, plural }, namespace, metadata.name));
            hidden.delete(name);
          } catch (error) {
            if (!isApiError(error, 403)) throw error;
            hidden.add(name);
          }
        }),
      );
    },
  };
}
