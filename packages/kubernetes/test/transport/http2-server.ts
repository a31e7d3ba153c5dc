import {
  createSecureServer,
  type Http2SecureServer,
  type SecureServerOptions,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { nodeClock } from '@workaday/core/node';
import { selfSigned } from '@workaday/testbed';
import { onTestFinished } from 'vitest';
import type { Cluster } from '../../src/transport/cluster.ts';
import { type ConnectOptions, connect } from '../../src/transport/connect.ts';

export const certificate = selfSigned('DNS:localhost', 'IP:127.0.0.1');

export type OnStream = (stream: ServerHttp2Stream, path: string, body: string) => void;

export interface Http2Server {
  url: string;
  server: Http2SecureServer;
  /** Every connection so far. */
  sockets: Socket[];
}

/** An API server that speaks HTTP/2; `/version` is answered, everything else by `onStream`. */
export async function http2Server(
  onStream: OnStream,
  options: SecureServerOptions = {},
  port = 0,
): Promise<Http2Server> {
  const server = createSecureServer({ ...certificate, ...options });
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.on('stream', (stream, headers) => {
    const path = String(headers[':path']);
    stream.on('error', () => undefined);
    let body = '';
    stream.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    stream.on('end', () => (path === '/version' ? answer(stream, {}) : onStream(stream, path, body)));
  });
  server.on('sessionError', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, server, sockets };
}

export function answer(stream: ServerHttp2Stream, body: unknown, status = 200): void {
  if (stream.destroyed) return;
  stream.respond({ ':status': status, 'content-type': 'application/json' });
  stream.end(JSON.stringify(body));
}

/** A kubeconfig with one cluster and one user. */
export function kubeconfigOf(
  server: string,
  cluster: object = {},
  user: object = { token: 'the-token' },
): string {
  const ca = { 'certificate-authority-data': Buffer.from(certificate.cert).toString('base64') };
  return JSON.stringify({
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [{ name: 'a', cluster: { server, ...ca, ...cluster } }],
    users: [{ name: 'a', user }],
  });
}

export async function connected(url: string, options: Partial<ConnectOptions> = {}): Promise<Cluster> {
  const cluster = await connect(kubeconfigOf(url), { clock: nodeClock, env: {}, ...options });
  onTestFinished(() => cluster.close());
  return cluster;
}
