import type { Cluster, ClusterRequest } from '../transport/cluster.ts';
import type { Underway } from './underway.ts';

/** What says whether this process may still write. */
export interface WriteGuard {
  /** Throws when it may not. */
  check(): void;
  lost: AbortSignal;
  underway: Underway;
}

/** A cluster that asks before each request that writes, and gives up on those that are under way when the lease is lost. */
export function guardWrites(cluster: Cluster, { check, lost, underway }: WriteGuard): Cluster {
  const guarded = async <Answer>(
    request: ClusterRequest,
    send: (request: ClusterRequest) => Promise<Answer>,
  ): Promise<Answer> => {
    if (!writes(request)) return send(request);
    check();
    const signal = request.signal ? AbortSignal.any([request.signal, lost]) : lost;
    return underway.track(send({ ...request, signal }));
  };
  return {
    ...cluster,
    request: (request) => guarded(request, (sent) => cluster.request(sent)),
    exchange: (request) => guarded(request, (sent) => cluster.exchange(sent)),
  };
}

function writes({ method, query }: ClusterRequest): boolean {
  return method !== 'GET' && query?.['dryRun'] === undefined;
}
