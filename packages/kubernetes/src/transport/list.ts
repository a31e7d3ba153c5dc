import { type KubeObject, recordAt, recordsAt } from '../manifests/object.ts';
import { isApiError } from './api-error.ts';
import type { Cluster, Query } from './cluster.ts';

/** Objects a page: large enough for most namespaces to be one, small enough for the API server. */
const pageSize = 500;

export interface CollectionPlace {
  path: string;
  query?: Query;
  signal?: AbortSignal;
}

export interface Listed {
  objects: KubeObject[];
  /** Where a watch goes on; opaque, only ever handed back. */
  version: string;
}

/**
 * All objects of a collection as they are now: no version is asked for, since any that a cache has to offer (`0`) may
 * be older than what we just wrote.
 */
export async function listCollection(cluster: Cluster, place: CollectionPlace): Promise<Listed> {
  try {
    return await listPages(cluster, place, pageSize);
  } catch (error) {
    if (!isApiError(error, 410)) throw error;
    // The list changed for longer than its pages are kept.
    return listPages(cluster, place, undefined);
  }
}

async function listPages(
  cluster: Cluster,
  { path, query, signal }: CollectionPlace,
  limit: number | undefined,
): Promise<Listed> {
  const objects: KubeObject[] = [];
  let after: string | undefined;
  for (;;) {
    const answer = await cluster.request({
      method: 'GET',
      path,
      query: { ...query, limit, continue: after },
      ...(signal ? { signal } : {}),
    });
    const { apiVersion = '', kind = '' } = answer as { apiVersion?: string; kind?: string };
    // Items of a list carry no kind of their own.
    const shape = { apiVersion, kind: kind.replace(/List$/, '') };
    objects.push(...recordsAt(answer, 'items').map((item) => ({ ...shape, ...item }) as KubeObject));
    const metadata = recordAt(answer, 'metadata');
    const next = metadata?.['continue'];
    if (typeof next !== 'string' || next === '')
      return { objects, version: String(metadata?.['resourceVersion'] ?? '') };
    after = next;
  }
}
