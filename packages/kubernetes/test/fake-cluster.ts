import type { Clock } from '@workaday/core';
import { Failure } from '@workaday/core';
import type { KubeObject } from '../src/manifests/object.ts';
import { ApiError } from '../src/transport/api-error.ts';
import type { Cluster, ClusterRequest } from '../src/transport/cluster.ts';

/** A clock whose hours pass in no time. */
export function swiftClock(start: number): Clock {
  let now = start;
  return {
    now: () => now,
    wait: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}

/** What a request is answered with: a body, a status that is no success, or nothing at all. */
export type FakeAnswer = object | string | number | 'unreachable';

/** A cluster of answers. Watches stay silent until they are aborted, unless `watch` says otherwise. */
export function fakeCluster(
  clock: Clock,
  answer: (request: ClusterRequest) => FakeAnswer,
  watch: (request: ClusterRequest) => Promise<void> = (request) =>
    new Promise((_, reject) =>
      request.signal?.addEventListener('abort', () => reject(request.signal?.reason), { once: true }),
    ),
): Cluster {
  const asked = ({ method, path }: ClusterRequest) => `${method} ${path}`;
  return {
    server: 'fake:443',
    clock,
    now: () => clock.now(),
    async exchange(request) {
      const found = answer(request);
      return typeof found === 'number'
        ? { status: found, headers: {}, text: '' }
        : { status: 200, headers: {}, text: typeof found === 'string' ? found : JSON.stringify(found) };
    },
    async request<Body>(request: ClusterRequest): Promise<Body> {
      request.signal?.throwIfAborted();
      const found = answer(request);
      if (found === 'unreachable') {
        await clock.wait(30_000);
        throw new Failure({ reason: 'cluster-unreachable', what: 'nobody answers', next: 'wait' });
      }
      if (typeof found === 'number') throw new ApiError(asked(request), found, '');
      return found as Body;
    },
    stream: watch,
    resources: () => Promise.reject(new Error('not asked for here')),
    warnings: () => [],
    close: () => undefined,
  };
}

export const listOf = (kind: string, items: readonly KubeObject[]) => ({
  kind: `${kind}List`,
  apiVersion: items[0]?.apiVersion ?? 'v1',
  metadata: { resourceVersion: '1' },
  items,
});
