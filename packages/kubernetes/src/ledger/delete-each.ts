import { errorMessage } from '@workaday/core';
import type { ObjectRef } from '../manifests/object.ts';
import type { Cluster } from '../transport/cluster.ts';
import { deleteOwn } from './prune.ts';
import { isRefusal } from './refusal.ts';
import type { AppPlace } from './release.ts';

export interface Deleted {
  deleted: ObjectRef[];
  /** What should be gone and is not. */
  stayed: { object: ObjectRef; why: string }[];
}

/** Deletes what is ours of these; one that cannot be deleted does not keep the others. */
export async function deleteEach(
  cluster: Cluster,
  place: AppPlace,
  refs: readonly ObjectRef[],
  newest: number,
): Promise<Deleted> {
  const result: Deleted = { deleted: [], stayed: [] };
  await Promise.all(
    refs.map(async (object) => {
      try {
        result.deleted.push(...(await deleteOwn(cluster, place, [object], newest)));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        result.stayed.push({ object, why: errorMessage(error) });
      }
    }),
  );
  return result;
}
