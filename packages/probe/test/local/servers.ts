import http, { type RequestListener } from 'node:http';
import https, { type ServerOptions } from 'node:https';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The port of a server that ends with the test. */
async function listening(server: Server, host: string): Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, host, done));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  return (server.address() as AddressInfo).port;
}

export async function httpServer(answer: RequestListener, host = '127.0.0.1'): Promise<string> {
  const port = await listening(http.createServer(answer), host);
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function httpsServer(tls: ServerOptions, answer: RequestListener): Promise<number> {
  return listening(https.createServer(tls, answer), '127.0.0.1');
}

/** A server that speaks as the test says, byte by byte. */
export async function rawServer(speak: (socket: Socket) => void): Promise<string> {
  return `http://127.0.0.1:${await listening(net.createServer(speak), '127.0.0.1')}`;
}

/** A port of this machine where nothing listens. */
export async function refusedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
