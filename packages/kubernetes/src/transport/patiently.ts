import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '@workaday/core';
import type { ClusterAnswer, ClusterRequest } from './cluster.ts';
import type { Connection } from './connection.ts';
import { type Answer, readPart, readText } from './line/line.ts';
import { retryDelay } from './retry.ts';
import { connectionFailure, lossOf } from './transport-failure.ts';

/** Repeats what may be repeated; an answer of any status, or a Failure. */
export async function patiently(
  connection: Pick<Connection, 'send' | 'server'>,
  request: ClusterRequest,
  clock: Clock,
  within: number,
): Promise<ClusterAnswer> {
  const started = clock.now();
  for (let attempt = 0; ; attempt++) {
    const result = await connection
      .send(request, { renew: true })
      .then((answer) => whole(answer))
      .catch((error: unknown) => ({ error }));
    if (request.signal?.aborted) throw request.signal.reason;
    const delay = retryDelay(request, troubleOf(result), attempt, clock.now() - started, within);
    if (delay === undefined) {
      if ('error' in result) throw connectionFailure(connection.server, result.error);
      return result;
    }
    await clock.wait(delay, request.signal);
  }
}

export async function whole(
  { status, headers, body }: Answer,
  limit?: number | undefined,
): Promise<ClusterAnswer> {
  const read = limit === undefined ? { text: await readText(body) } : await readPart(body, limit);
  return { status, headers: flat(headers), ...read };
}

function troubleOf(result: ClusterAnswer | { error: unknown }): Parameters<typeof retryDelay>[1] {
  if ('error' in result) return { kind: 'loss', loss: lossOf(result.error) };
  // A field that the schema does not have is the manifest's fault, though server-side apply answers 500.
  const final = result.status === 500 && /not declared in schema|typed patch object/.test(result.text);
  return { kind: 'answer', status: final ? 422 : result.status, retryAfter: result.headers['retry-after'] };
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
