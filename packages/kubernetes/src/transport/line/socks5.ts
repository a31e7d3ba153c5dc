import type net from 'node:net';
import { refused } from './proxy-refusal.ts';

const version = 5;
const noLogin = 0;
const password = 2;

/** Asks a SOCKS5 proxy (RFC 1928, login by RFC 1929) for a way to a host, whose name it resolves itself. */
export async function socks5(way: net.Socket, proxy: URL, host: string, port: number): Promise<net.Socket> {
  const target = `${host}:${port}`;
  const login = [proxy.username, proxy.password].map((text) => Buffer.from(decodeURIComponent(text)));
  const methods = proxy.username === '' ? [noLogin] : [noLogin, password];
  const read = reader(way);
  way.write(Buffer.from([version, methods.length, ...methods]));
  const chosen = (await read(2))[1];
  if (chosen === password) {
    way.write(
      Buffer.concat([Buffer.from([1]), ...login.flatMap((text) => [Buffer.from([text.length]), text])]),
    );
    if ((await read(2))[1] !== 0) throw refused(proxy, target, 'the login is wrong');
  } else if (chosen !== noLogin) throw refused(proxy, target, 'it wants another login');
  const name = Buffer.from(host);
  way.write(
    Buffer.concat([Buffer.from([version, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 255])]),
  );
  const [, answer = 0, , kind = 0] = await read(4);
  if (answer !== 0) throw refused(proxy, target, answer === 2 ? 'not allowed' : 'HTTP 502');
  await read((kind === 3 ? ((await read(1))[0] ?? 0) : kind === 4 ? 16 : 4) + 2);
  return way;
}

/** Reads exact numbers of bytes, in however many parts they come. */
function reader(way: net.Socket): (length: number) => Promise<Buffer> {
  let come = Buffer.alloc(0);
  return async (length) => {
    while (come.length < length) {
      const part = way.read() as Buffer | null;
      if (part === null) await readable(way);
      else come = Buffer.concat([come, part]);
    }
    const wanted = come.subarray(0, length);
    come = come.subarray(length);
    return wanted;
  };
}

function readable(way: net.Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      way.off('readable', settle).off('error', settle).off('end', ended);
      if (error instanceof Error) reject(error);
      else resolve();
    };
    const ended = () => settle(Object.assign(new Error('the proxy hung up'), { code: 'ECONNRESET' }));
    way.on('readable', settle).on('error', settle).on('end', ended);
  });
}
