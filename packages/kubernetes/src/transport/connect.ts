import type { IncomingMessage } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { Clock } from '@workaday/core';
import { ApiError, isApiError } from './api-error.ts';
import type { Cluster, ClusterAnswer, ClusterRequest } from './cluster.ts';
import { type Connection, openConnection } from './connection.ts';
import { discover, type Resources } from './discovery.ts';
import { loadKubeconfig } from './kubeconfig.ts';
import { retryDelay } from './retry.ts';
import { connectionFailure, identityFailure, lossOf } from './transport-failure.ts';

/**
 * Connects with a kubeconfig's current context, and proves that the server answers and knows the credential.
 * @param kubeconfig content or path
 * @throws Failure no-kubeconfig, bad-kubeconfig, cluster-unreachable, cluster-untrusted, unauthorized
 */
export async function connect(kubeconfig: string, { clock }: { clock: Clock }): Promise<Cluster> {
  const connection = openConnection(await loadKubeconfig(kubeconfig), 'workaday');
  const cluster = clusterOver(connection, clock);
  try {
    const answer = await cluster.exchange({ method: 'GET', path: '/version', timeout: 10_000 });
    // 403 is a server that hides its version from an identity that it does know.
    if (answer.status === 401 || (answer.status === 403 && answer.text.includes('system:anonymous')))
      throw new ApiError('GET /version', answer.status, answer.text);
  } catch (error) {
    cluster.close();
    if (isApiError(error)) throw identityFailure(cluster.server, error);
    throw connectionFailure(cluster.server, error);
  }
  return cluster;
}

/** A cluster over an open connection. */
export function clusterOver(connection: Connection, clock: Clock): Cluster {
  const warnings = new Set<string>();
  let skew = 0;
  let resources: Promise<Resources> | undefined;

  async function send(request: ClusterRequest): Promise<IncomingMessage> {
    const answer = await connection.send(request);
    const date = Date.parse(answer.headers.date ?? '');
    if (Number.isFinite(date)) skew = date + 500 - clock.now();
    for (const text of warningTexts(answer.headers['warning'])) warnings.add(text);
    return answer;
  }

  async function exchange(request: ClusterRequest): Promise<ClusterAnswer> {
    const answer = await send(request);
    return { status: answer.statusCode ?? 0, headers: flat(answer.headers), text: await readText(answer) };
  }

  async function patiently(request: ClusterRequest): Promise<ClusterAnswer> {
    const started = clock.now();
    for (let attempt = 0; ; attempt++) {
      const result = await exchange(request).catch((error: unknown) => ({ error }));
      if (request.signal?.aborted) throw request.signal.reason;
      const delay = retryDelay(request, troubleOf(result), attempt, clock.now() - started);
      if (delay === undefined) {
        if ('error' in result) throw connectionFailure(connection.server, result.error);
        return result;
      }
      await clock.wait(delay, request.signal);
    }
  }

  const cluster: Cluster = {
    server: connection.server,
    clock,
    now: () => clock.now() + skew,
    exchange,
    async request<Body>(request: ClusterRequest): Promise<Body> {
      const answer = await patiently(request);
      if (answer.status >= 400)
        throw new ApiError(`${request.method} ${request.path}`, answer.status, answer.text);
      const isJson = (answer.headers['content-type'] ?? '').includes('json');
      return (isJson ? JSON.parse(answer.text) : answer.text) as Body;
    },
    async stream(request, onLine) {
      const answer = await send(request);
      if ((answer.statusCode ?? 0) >= 400)
        throw new ApiError(
          `${request.method} ${request.path}`,
          answer.statusCode ?? 0,
          await readText(answer),
        );
      await eachLine(answer, onLine);
    },
    resources: () => {
      resources ??= discover(cluster);
      return resources;
    },
    warnings: () => [...warnings],
    close: () => connection.close(),
  };
  return cluster;
}

async function eachLine(answer: IncomingMessage, onLine: (line: string) => void): Promise<void> {
  let rest = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  }
  if (rest !== '') onLine(rest);
}

function troubleOf(result: ClusterAnswer | { error: unknown }): Parameters<typeof retryDelay>[1] {
  if ('error' in result) return { kind: 'loss', loss: lossOf(result.error) };
  // A field that the schema does not have is the manifest's fault, though server-side apply answers 500.
  const final = result.status === 500 && /not declared in schema|typed patch object/.test(result.text);
  return { kind: 'answer', status: final ? 422 : result.status, retryAfter: result.headers['retry-after'] };
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

/** `299 - "text"`, several in one header. */
export function warningTexts(header: unknown): string[] {
  const text = Array.isArray(header) ? header.join(', ') : typeof header === 'string' ? header : '';
  return [...text.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? '').replace(/\\(.)/g, '$1'),
  );
}
