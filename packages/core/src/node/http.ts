import type { Http } from '../ports.ts';
import { useProxyFromEnvironment } from './proxy.ts';

/** Long enough for a server that is slow, short enough for a person who waits. */
const patience = 30_000;

export const nodeHttp: Http = async (
  url,
  { method, headers, body, timeout = patience, limit, follow = true },
) => {
  useProxyFromEnvironment(process.env);
  // On the way to another origin, fetch drops `Authorization` by itself.
  const response = await fetch(url, {
    method,
    headers,
    redirect: follow ? 'follow' : 'manual',
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    signal: AbortSignal.timeout(timeout),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await readBody(response, limit),
  };
};

async function readBody(response: Response, limit = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early closes the connection, so that the rest is never received.
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > limit) throw new Error(`the answer is bigger than ${limit} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
