import { readFileSync, writeFileSync } from 'node:fs';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { Agent, request } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { run } from '@workaday/testbed';
import { parse, stringify } from 'yaml';

/** What went to an API server. */
export interface Traffic {
  requests: number;
  /** TCP connections. */
  connections: number;
}

export interface CountingProxy {
  traffic: Traffic;
  /** A kubeconfig that leads here instead. */
  kubeconfig: string;
  stop(): Promise<void>;
}

interface Kubeconfig {
  clusters: { name: string; cluster: { server: string; 'certificate-authority-data'?: string } }[];
}

/**
 * An API server that is another one, and counts. It speaks HTTP/1.1 and HTTP/2 as the real one does.
 * @param kubeconfig path of one with a token; its only cluster is meant
 */
export async function startCountingProxy(kubeconfig: string, folder: string): Promise<CountingProxy> {
  const config = parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const real = config.clusters[0]?.cluster;
  if (real === undefined) throw new Error(`${kubeconfig} names no cluster`);
  const { key, cert } = await selfSigned(folder);
  const ca = Buffer.from(real['certificate-authority-data'] ?? '', 'base64');
  const agent = new Agent({ keepAlive: true, ca });
  const traffic = { requests: 0, connections: 0 };
  const sockets = new Set<Socket>();
  const server = createSecureServer({ key, cert, allowHTTP1: true }, (asked, answer) => {
    traffic.requests += 1;
    forward(real.server, agent, asked, answer);
  });
  server.on('connection', (socket: Socket) => {
    traffic.connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cluster = { server: url, 'certificate-authority-data': cert.toString('base64') };
  const file = join(folder, 'counted.kubeconfig');
  const clusters = config.clusters.map(({ name }) => ({ name, cluster }));
  writeFileSync(file, stringify({ ...config, clusters }), { mode: 0o600 });
  return {
    traffic,
    kubeconfig: file,
    stop: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      agent.destroy();
      return closed;
    },
  };
}

function forward(server: string, agent: Agent, asked: Http2ServerRequest, answer: Http2ServerResponse): void {
  const { method, url, headers } = asked;
  const plain = Object.entries(headers).filter(([name]) => !name.startsWith(':') && name !== 'host');
  const onward = request(new URL(url, server), { agent, method, headers: Object.fromEntries(plain) });
  onward.once('response', (given) => {
    // What belongs to one connection is not passed on to another, and HTTP/2 has none of it.
    const { connection, 'transfer-encoding': _, 'keep-alive': __, ...passed } = given.headers;
    answer.writeHead(given.statusCode ?? 502, passed);
    // A watch that has nothing to say yet has begun all the same; only HTTP/1.1 would wait with that.
    (answer as { flushHeaders?(): void }).flushHeaders?.();
    pipeline(given, answer, () => undefined);
  });
  // Either side may leave when it has what it wants, as the end of a watch does.
  onward.once('error', () => answer.destroy?.());
  answer.once('close', () => onward.destroy());
  pipeline(asked, onward, () => undefined);
}

async function selfSigned(folder: string): Promise<{ key: Buffer; cert: Buffer }> {
  const [key, cert] = [join(folder, 'proxy.key'), join(folder, 'proxy.crt')];
  await run('openssl', [
    ...['req', '-x509', '-nodes', '-days', '2', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    ...['-keyout', key, '-out', cert, '-subj', '/CN=bench', '-addext', 'subjectAltName=IP:127.0.0.1'],
  ]);
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
