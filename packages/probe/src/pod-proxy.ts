import { errorMessage } from '@workaday/core';
import type { Cluster } from '@workaday/kubernetes';
import { bodyLimit } from './answer.ts';
import type { AskPod, PodTarget } from './inside.ts';
import { readProxyAnswer } from './proxy-answer.ts';

/** Asks a pod through the API server, which needs `get` on `pods/proxy`. */
export function podProxy(cluster: Cluster, namespace: string): AskPod {
  return async (target, check) => {
    const started = cluster.clock.now();
    const patience = AbortSignal.timeout(check.timeout);
    const elapsed = () => cluster.clock.now() - started;
    try {
      const answer = await cluster.exchange({
        method: 'GET',
        path: proxyPath(namespace, target, check.path),
        headers: { Accept: '*/*', ...check.headers },
        signal: patience,
        bodyLimit,
      });
      return readProxyAnswer(answer, elapsed());
    } catch (error) {
      if (!patience.aborted) return { kind: 'none', why: `the API server: ${errorMessage(error)}` };
      const detail = `no complete answer within ${check.timeout} ms`;
      return { kind: 'fault', class: 'timeout', detail, timings: { ttfb: elapsed() } };
    }
  };
}

function proxyPath(namespace: string, { pod, port, tls }: PodTarget, path: string): string {
  return `/api/v1/namespaces/${namespace}/pods/${tls ? 'https:' : ''}${pod}:${port}/proxy${path}`;
}
