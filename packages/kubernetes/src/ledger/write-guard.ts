import type { Cluster, ClusterRequest } from '../transport/cluster.ts';

/** What says whether this process may still write. */
export interface WriteGuard {
  /** Throws when it may not. */
  check(): void;
  lost: AbortSignal;
}

/** A cluster that asks before each request that writes, and gives up on those that are under way when the lease is lost. */
export function guardWrites(cluster: Cluster, { check, lost }: WriteGuard): Cluster {
  const guarded = (request: ClusterRequest): ClusterRequest => {
    if (!writes(request)) return request;
    check();
    return { ...request, signal: request.signal ? AbortSignal.any([request.signal, lost]) : lost };
  };
  return {
    ...cluster,
    request: async (request) => cluster.request(guarded(request)),
    exchange: async (request) => cluster.exchange(guarded(request)),
  };
}

function writes({ method, query }: ClusterRequest): boolean {
  return method !== 'GET' && query?.['dryRun'] === undefined;
}
