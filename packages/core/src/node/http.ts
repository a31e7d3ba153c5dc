import type { Http } from '../ports.ts';

/** Long enough for a registry that is slow, short enough for a person who waits. */
const patience = 30_000;

export const nodeHttp: Http = async (url, { method, headers, body }) => {
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(patience),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  };
};
