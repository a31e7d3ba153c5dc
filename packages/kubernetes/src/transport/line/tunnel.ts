import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { refused } from './proxy-refusal.ts';
import { addressOf, connected } from './socket.ts';
import { socks5 } from './socks5.ts';

type Opened = (socket: net.Socket) => net.Socket;

/** A connection to a host and port through a proxy. */
export async function tunnel(proxy: URL, host: string, port: number, opened: Opened): Promise<net.Socket> {
  const address = addressOf(proxy);
  const way = opened(
    net.connect({ host: address.host, port: Number(proxy.port) || defaultPort(proxy), noDelay: true }),
  );
  await connected(way, 'connect');
  if (proxy.protocol === 'socks5:') return socks5(way, proxy, host, port);
  return ask(proxy.protocol === 'https:' ? await secured(way, address.host, opened) : way, proxy, host, port);
}

function defaultPort({ protocol }: URL): number {
  return protocol === 'socks5:' ? 1080 : protocol === 'https:' ? 443 : 80;
}

function secured(way: net.Socket, name: string, opened: Opened): Promise<net.Socket> {
  const servername = net.isIP(name) === 0 ? { servername: name } : {};
  return connected(opened(tls.connect({ socket: way, host: name, ...servername })), 'secureConnect');
}

function ask(way: net.Socket, proxy: URL, host: string, port: number): Promise<net.Socket> {
  const target = `${net.isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const request = http.request({
    method: 'CONNECT',
    path: target,
    headers: {
      Host: target,
      ...(login === ':' ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
    },
    createConnection: () => way,
  });
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('connect', ({ statusCode = 0 }, socket: net.Socket) =>
      statusCode === 200 ? resolve(socket) : reject(refused(proxy, target, `HTTP ${statusCode}`)),
    );
    request.once('response', ({ statusCode }) => reject(refused(proxy, target, `HTTP ${statusCode}`)));
    request.end();
  });
}
