import { Failure } from '@workaday/core';
import { type KubeObject, objectKey, objectName } from '../manifests/object.ts';
import { tiers } from '../manifests/order.ts';
import { isApiError } from '../transport/api-error.ts';
import type { Cluster } from '../transport/cluster.ts';
import { objectPath, type Resource, readObject } from '../transport/discovery.ts';
import { absent, type Fence, isNewerThan, superseded } from './fence.ts';
import { resourceOf } from './resource-of.ts';
import { withSecretData } from './secret-data.ts';

export const fieldManager = 'workaday';

/** A rollout changes the status of its workload several times a second, and every time its version. */
const attempts = 25;

export interface ApplyOptions {
  dryRun?: boolean;
  /** Takes fields over that other managers own; without it they are a conflict (409). */
  force: boolean;
  signal?: AbortSignal;
}

/** Server-side apply of one stamped object with strict validation; answers the object as the server holds it. */
export async function applyObject(
  cluster: Cluster,
  namespace: string,
  object: KubeObject,
  { dryRun = false, force, signal }: ApplyOptions,
): Promise<KubeObject> {
  return cluster.request<KubeObject>({
    method: 'PATCH',
    path: objectPath(await resourceOf(cluster, object), namespace, object.metadata.name),
    query: { fieldManager, force, fieldValidation: 'Strict', ...(dryRun ? { dryRun: 'All' } : {}) },
    headers: { 'Content-Type': 'application/apply-patch+yaml' },
    body: withSecretData(object),
    ...(signal ? { signal } : {}),
  });
}

/**
 * Applies an object only over what was read and may be overwritten, or where there is none: the write carries the
 * version that was read, and the server refuses it when anything changed since. Then it is read again.
 * @throws Failure `superseded` when what is live belongs to a newer release, `cluster-error` when it never holds still
 */
export async function applyFenced(
  cluster: Cluster,
  namespace: string,
  object: KubeObject,
  fence: Fence,
): Promise<KubeObject> {
  const { expected, signal } = fence;
  const resource = await resourceOf(cluster, object);
  const known = expected?.get(objectKey(object));
  let precondition: Precondition | undefined = known === undefined ? undefined : { resourceVersion: known };
  for (let attempt = 0; attempt < attempts; attempt++) {
    signal?.throwIfAborted();
    precondition ??= await preconditionOf(cluster, resource, namespace, object, fence);
    const body = { ...object, metadata: { ...object.metadata, ...precondition } };
    try {
      return await applyObject(cluster, namespace, body, { force: true, ...(signal ? { signal } : {}) });
    } catch (error) {
      if (!isApiError(error, 409)) throw error;
      precondition = undefined;
      if (attempt > 2) await cluster.clock.wait(20 * attempt, signal);
    }
  }
  throw neverStill(object, namespace);
}

/** The uid is there because a version alone would bring back what was deleted meanwhile. */
type Precondition = { resourceVersion: string; uid?: string };

async function preconditionOf(
  cluster: Cluster,
  resource: Resource,
  namespace: string,
  object: KubeObject,
  fence: Fence,
): Promise<Precondition> {
  const live = await readObject(cluster, resource, namespace, object.metadata.name);
  if (live === undefined) return { resourceVersion: absent };
  if (isNewerThan(live, fence)) throw superseded(live, fence);
  const { resourceVersion = '', uid } = live.metadata;
  return { resourceVersion, ...(uid ? { uid } : {}) };
}

export interface ApplyAllOptions extends Fence {
  onApplied: (object: KubeObject) => void;
}

/**
 * Applies all objects, tier by tier, in parallel within a tier; answers them as the server holds them.
 * Stops after the first tier that has an error, and throws it; that a newer release is there goes before others.
 */
export async function applyObjects(
  cluster: Cluster,
  namespace: string,
  objects: readonly KubeObject[],
  { onApplied, ...fence }: ApplyAllOptions,
): Promise<KubeObject[]> {
  const applied: KubeObject[] = [];
  for (const { items } of tiers(objects, (object) => object)) {
    const results = await Promise.allSettled(
      items.map(async (object) => {
        const result = await applyFenced(cluster, namespace, object, fence);
        onApplied(result);
        return result;
      }),
    );
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (errors.length > 0) throw errors.find(isSuperseded) ?? errors[0];
    applied.push(...results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
  }
  return applied;
}

export function isSuperseded(error: unknown): boolean {
  return error instanceof Failure && error.parts.reason === 'superseded';
}

export interface DeleteOptions {
  gracePeriodSeconds?: number;
  /** Only if nothing changed since it was read. */
  resourceVersion?: string | undefined;
}

/** Deletes an object, only if it is still the one with this uid. Pods and other dependents go with it. */
export async function deleteObject(
  cluster: Cluster,
  path: string,
  uid: string,
  { resourceVersion, ...options }: DeleteOptions = {},
): Promise<void> {
  await cluster.request({
    method: 'DELETE',
    path,
    body: {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      preconditions: { uid, ...(resourceVersion ? { resourceVersion } : {}) },
      ...options,
    },
  });
}

function neverStill(object: KubeObject, namespace: string): Failure {
  return new Failure({
    reason: 'cluster-error',
    what: `${objectName(object)} in ${namespace} could not be written: it changed ${attempts} times in between`,
    next: 'Find out what keeps changing it (another deploy, an operator, a controller that loops), and run the job again.',
  });
}
