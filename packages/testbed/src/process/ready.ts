import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';

/** Whether an HTTP server answers a GET with 2xx; `target` is a URL or a unix socket with a path. */
export function answersHttp(target: string | { socketPath: string; path: string }): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const options = typeof target === 'string' ? new URL(target) : target;
    const call = request(options, (response) => {
      response.resume();
      resolve(response.statusCode !== undefined && response.statusCode < 300);
    });
    call.setTimeout(2000, () => call.destroy(new Error('no answer within 2 s')));
    call.on('error', reject).end();
  });
}

/** Whether something accepts connections on a unix socket. */
export function acceptsConnections(socket: string): Promise<boolean> {
  if (!existsSync(socket)) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    const connection = connect(socket, () => {
      connection.destroy();
      resolve(true);
    });
    connection.on('error', reject);
  });
}

/** A TCP port of 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
