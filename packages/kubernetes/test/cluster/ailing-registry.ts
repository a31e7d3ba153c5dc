import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The testbed's registry behind a proxy that refuses everything with this status until it is told to heal. */
export async function ailingRegistry(status: number): Promise<{
  image: (repository: string) => string;
  refused: () => number;
  heal: () => void;
  close: () => void;
}> {
  const [host, port] = (process.env['WORKADAY_REGISTRY'] ?? '').split(':');
  let ailing = true;
  let refused = 0;
  const server = createServer((asked, answer) => {
    if (ailing) {
      refused += 1;
      answer.writeHead(status, { 'Content-Type': 'application/json' });
      answer.end('{"errors":[{"code":"TOOMANYREQUESTS","message":"the registry is not well"}]}');
      return;
    }
    const options = { host, port, path: asked.url, method: asked.method, headers: asked.headers };
    const sent = request(options, (received) => {
      answer.writeHead(received.statusCode ?? 502, received.headers);
      received.pipe(answer);
    });
    sent.on('error', () => answer.destroy());
    asked.pipe(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = (server.address() as AddressInfo).port;
  return {
    image: (repository) => `127.0.0.1:${own}/${repository}`,
    refused: () => refused,
    heal: () => {
      ailing = false;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
