import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { KeyPair } from './certificates.ts';

export type Answer = { status: number; body: string };
/** One request to an API server; `body` is sent as JSON. */
export type ApiCall = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** Calls an API server with a client certificate. */
export function apiWith(server: string, ca: string, client: KeyPair): ApiCall {
  const tls = { ca: readFileSync(ca), cert: readFileSync(client.cert), key: readFileSync(client.key) };
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      const call = request(new URL(path, server), { ...tls, method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
        response.on('error', reject);
      });
      call.setTimeout(5000, () => call.destroy(new Error(`${method} ${path}: no answer within 5 s`)));
      call.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
}
