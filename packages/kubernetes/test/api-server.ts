import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeClock } from '@workaday/core/node';
import type { Cluster } from '../src/transport/cluster.ts';
import { connect } from '../src/transport/connect.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A stand-in for trouble that a real API server does not make on command; `answer` gets every request but `/version`. */
export async function troubledServer(
  answer: Answer,
): Promise<{ cluster: Cluster; sockets: () => number; close: () => void }> {
  let sockets = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () =>
      request.url === '/version' ? json(response, {}) : answer(request, response, body),
    );
  });
  server.on('connection', () => {
    sockets += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const kubeconfig = JSON.stringify({
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [
      { name: 'a', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } },
    ],
    users: [{ name: 'a', user: { token: 'the-token' } }],
  });
  const cluster = await connect(kubeconfig, { clock: nodeClock });
  return {
    cluster,
    sockets: () => sockets,
    close: () => {
      cluster.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export const failure = (reason: string, message: string, causes: object[] = []) => ({
  kind: 'Status',
  reason,
  message,
  details: { causes },
});
