import { errorMessage } from '@workaday/core';
import { type KubeObject, type ObjectRef, objectKey, objectName, refOf } from '../manifests/object.ts';
import { tiers } from '../manifests/order.ts';
import { applyFenced, deleteObject, isSuperseded } from '../plan/apply.ts';
import { expectedVersions, type Fence, undoneAnnotation } from '../plan/fence.ts';
import { resourceOf } from '../plan/resource-of.ts';
import { isApiError, onNotFound } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { objectPath, readObject } from '../transport/discovery.ts';
import { isRefusal } from './refusal.ts';

/** An object that is not as the restored release had it. */
export interface NotRestored {
  object: ObjectRef;
  why: string;
  /** The release can serve all the same. */
  harmless: boolean;
  /** A newer deploy wrote it. */
  superseded?: true;
}

export interface PutBack {
  /** As the API server answered. */
  written: KubeObject[];
  notRestored: NotRestored[];
}

export interface PuttingBack {
  /** The release that is undone. */
  badNumber: number;
  /** What is live by now, as far as it was read. */
  live: readonly KubeObject[];
  signal?: AbortSignal | undefined;
}

/**
 * Applies objects tier by tier, in parallel within one, without waiting for what runs; one that is refused does not
 * keep the others from coming back. Each carries the number of the undone release, whose run may wake up yet.
 */
export async function putBack(
  cluster: Cluster,
  namespace: string,
  objects: readonly KubeObject[],
  { badNumber, live, signal }: PuttingBack,
): Promise<PutBack> {
  const expected = expectedVersions(objects, live, badNumber);
  const fence: Fence = { release: badNumber, undoing: true, expected, ...(signal ? { signal } : {}) };
  const there = new Set(live.map((object) => objectKey(object)));
  const result: PutBack = { written: [], notRestored: [] };
  const order = tiers(
    objects,
    (object) => object,
    (object) => !there.has(objectKey(object)),
  );
  for (const { items } of order) {
    await Promise.all(
      items.map(async (object) => {
        const outcome = await putBackOne(cluster, namespace, marked(object, badNumber), fence);
        if ('why' in outcome) result.notRestored.push(outcome);
        else result.written.push(outcome.written);
      }),
    );
  }
  return result;
}

function marked(object: KubeObject, badNumber: number): KubeObject {
  const annotations = { ...object.metadata.annotations, [undoneAnnotation]: String(badNumber) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

async function putBackOne(
  cluster: Cluster,
  namespace: string,
  object: KubeObject,
  fence: Fence,
): Promise<{ written: KubeObject } | NotRestored> {
  const resources = await cluster.resources();
  if (!resources.find(object.apiVersion, object.kind))
    return refused(object, `the cluster no longer serves ${object.apiVersion} ${object.kind}`);
  try {
    const written = await applyOrReplace(cluster, namespace, object, fence);
    return written.metadata.deletionTimestamp
      ? refused(object, 'someone deletes it, and a finalizer still holds it')
      : { written };
  } catch (error) {
    if (isSuperseded(error))
      return { object: refOf(object), why: leftAlone, harmless: true, superseded: true };
    if (fence.signal?.aborted || !isRefusal(error)) throw error;
    return refused(object, errorMessage(error));
  }
}

const leftAlone = 'a newer deploy wrote it, and it is left alone';

/** A claim holds data and never shrinks; whatever it is now, the pods get it. */
function refused(object: KubeObject, why: string): NotRestored {
  return { object: refOf(object), why, harmless: object.kind === 'PersistentVolumeClaim' };
}

/** Configuration that the undone release made immutable cannot be changed back, but it can be made anew. */
async function applyOrReplace(
  cluster: Cluster,
  namespace: string,
  object: KubeObject,
  fence: Fence,
): Promise<KubeObject> {
  try {
    return await applyFenced(cluster, namespace, object, fence);
  } catch (error) {
    if (!isConfiguration(object) || !isApiError(error, 422)) throw error;
    const resource = await resourceOf(cluster, object);
    const live = await readObject(cluster, resource, namespace, object.metadata.name);
    if (live?.['immutable'] !== true) throw error;
    const { uid = '', resourceVersion } = live.metadata;
    const path = objectPath(resource, namespace, object.metadata.name);
    await deleteObject(cluster, path, uid, { resourceVersion }).catch(onNotFound);
    const { expected: _, ...readAgain } = fence;
    return applyFenced(cluster, namespace, object, readAgain);
  }
}

export function isConfiguration({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean {
  return apiVersion === 'v1' && (kind === 'ConfigMap' || kind === 'Secret');
}

export function notRestoredText(list: readonly NotRestored[]): string {
  return list.map(({ object, why }) => `${objectName(object)}: ${why}`).join('; ');
}
