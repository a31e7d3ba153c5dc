import net from 'node:net';
import tls from 'node:tls';
import type { ClientCertificate, ServerAccess } from '../kubeconfig/access.ts';
import { codeOf } from '../transport-failure.ts';
import { LostRequest } from './lost-request.ts';
import { addressOf, connected } from './socket.ts';
import { tunnel } from './tunnel.ts';

/** Until a connection stands: name, TCP, proxy and TLS together. */
const patience = 10_000;
/** Troubles that pass: the server or the way to it is away for the moment. */
const passing = new Set(
  'ECONNREFUSED EAI_AGAIN EHOSTUNREACH ENETUNREACH ECONNRESET EPIPE ETIMEDOUT ECONNABORTED'.split(' '),
);

export interface Dialled {
  socket: net.Socket;
  protocol: 'h2' | 'http/1.1';
}

/** Opens a connection to the API server; through TLS, the server chooses the protocol. */
export async function dial(
  server: ServerAccess,
  proxy: URL | undefined,
  certificate: ClientCertificate | undefined,
): Promise<Dialled> {
  const sockets: net.Socket[] = [];
  const opened = (socket: net.Socket) => {
    sockets.push(socket);
    return socket;
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' })),
      patience,
    );
  });
  try {
    return await Promise.race([late, open(server, proxy, certificate, opened)]);
  } catch (error) {
    for (const socket of sockets) socket.destroy();
    const code = codeOf(error);
    if (!passing.has(code)) throw error;
    throw new LostRequest('never-sent', code, `no connection to ${server.url.host}: ${code}`, error);
  } finally {
    clearTimeout(timer);
  }
}

async function open(
  server: ServerAccess,
  proxy: URL | undefined,
  certificate: ClientCertificate | undefined,
  opened: (socket: net.Socket) => net.Socket,
): Promise<Dialled> {
  const { host, port } = addressOf(server.url);
  const plain = proxy
    ? await tunnel(proxy, host, port, opened)
    : await connected(opened(net.connect({ host, port, noDelay: true })), 'connect');
  plain.setKeepAlive(true, 15_000);
  if (server.url.protocol !== 'https:') return { socket: plain, protocol: 'http/1.1' };
  const { ca, serverName, insecure } = server;
  const name = serverName ?? host;
  const secure = tls.connect({
    socket: plain,
    host: name,
    // An address is no name for SNI, and still what the certificate must be for.
    ...(net.isIP(name) === 0 ? { servername: name } : {}),
    ALPNProtocols: ['h2', 'http/1.1'],
    minVersion: 'TLSv1.2',
    rejectUnauthorized: !insecure,
    ...(ca === undefined ? {} : { ca }),
    ...certificate,
  });
  await connected(opened(secure), 'secureConnect');
  return { socket: secure, protocol: secure.alpnProtocol === 'h2' ? 'h2' : 'http/1.1' };
}
