import { createServer } from 'node:http';
import net, { type AddressInfo, type Server } from 'node:net';
import { nodeClock } from '@workaday/core/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/transport/connect.ts';
import type { ServerAccess } from '../../src/transport/kubeconfig/access.ts';
import { proxyFor } from '../../src/transport/line/proxy.ts';
import { answer, http2Server, kubeconfigOf } from './http2-server.ts';

const server = (url: string, proxy?: string) =>
  ({ url: new URL(url), proxy: proxy && new URL(proxy) }) as unknown as ServerAccess;

test.each<[string, Record<string, string>, string | undefined]>([
  ['https://k8s.example.org', {}, undefined],
  ['https://k8s.example.org', { HTTPS_PROXY: 'http://p:3128' }, 'p:3128'],
  ['https://k8s.example.org', { https_proxy: 'p:3128', HTTPS_PROXY: 'http://other' }, 'p:3128'],
  ['https://k8s.example.org', { HTTP_PROXY: 'http://p:3128' }, undefined],
  ['https://k8s.example.org', { HTTPS_PROXY: 'http://p', NO_PROXY: '*' }, undefined],
  ['https://k8s.example.org', { HTTPS_PROXY: 'http://p', NO_PROXY: 'a.org, example.org' }, undefined],
  ['https://k8s.example.org', { HTTPS_PROXY: 'http://p', no_proxy: '.EXAMPLE.org' }, undefined],
  ['https://k8s.example.org', { HTTPS_PROXY: 'http://p', NO_PROXY: 'ample.org' }, 'p'],
  ['https://k8s.example.org:6443', { HTTPS_PROXY: 'http://p', NO_PROXY: 'k8s.example.org:443' }, 'p'],
  ['https://k8s.example.org', { HTTPS_PROXY: 'http://p', NO_PROXY: 'k8s.example.org:443' }, undefined],
  ['https://10.1.2.3:6443', { HTTPS_PROXY: 'http://p', NO_PROXY: '10.0.0.0/8' }, undefined],
  ['https://10.1.2.3:6443', { HTTPS_PROXY: 'http://p', NO_PROXY: '192.168.0.0/16,10.1.2.3' }, undefined],
  ['https://10.1.2.3:6443', { HTTPS_PROXY: 'http://p', NO_PROXY: '192.168.0.0/16,nonsense/99' }, 'p'],
  ['https://[fd00::1]:6443', { HTTPS_PROXY: 'http://p', NO_PROXY: 'fd00::/8' }, undefined],
  ['https://[fd00::1]:6443', { HTTPS_PROXY: 'http://p', NO_PROXY: 'fd00::1' }, undefined],
  ['https://[fd00::1]:6443', { HTTPS_PROXY: 'http://p', NO_PROXY: '[fd00::1]:6443' }, undefined],
  ['https://127.0.0.1:6443', { HTTPS_PROXY: 'http://p' }, undefined],
])('on the way to %s with %o stands %s', (url, env, expected) => {
  expect(proxyFor(server(url), env)?.host).toBe(expected);
});

test('the kubeconfig’s proxy counts before the environment, also for what that excepts', () => {
  const access = server('https://k8s.example.org', 'http://own:1');
  expect(proxyFor(access, { HTTPS_PROXY: 'http://p', NO_PROXY: '*' })?.host).toBe('own:1');
});

test('a proxy that is no address is told without its value', () => {
  expect(() => proxyFor(server('https://k8s.example.org'), { HTTPS_PROXY: 'http://u:canary@[' })).toThrow(
    /^(?!.*canary).*HTTPS_PROXY/,
  );
});

async function listening(proxy: Server): Promise<number> {
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  return (proxy.address() as AddressInfo).port;
}

/** An HTTP proxy that answers CONNECT with a status. */
async function httpProxy(status: number) {
  const asked: (string | undefined)[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket: net.Socket) => {
    asked.push(request.url, request.headers['proxy-authorization']);
    socket.on('error', () => undefined);
    socket.write(`HTTP/1.1 ${status} x\r\n\r\n`);
    if (status !== 200) return socket.end();
    const [host, port] = (request.url ?? '').split(':');
    const onward = net.connect(Number(port), host);
    onward.on('error', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  return { port: await listening(proxy), asked };
}

/** A SOCKS5 proxy that wants a login, and answers a request to connect with a code. */
async function socksProxy(code: number) {
  const said: string[] = [];
  const proxy = net.createServer(async (socket) => {
    socket.on('error', () => undefined);
    const next = () => new Promise<Buffer>((resolve) => socket.once('data', resolve));
    said.push((await next()).toString('hex'));
    socket.write(Buffer.from([5, 2]));
    said.push((await next()).toString('latin1'));
    socket.write(Buffer.from([1, 0]));
    const request = await next();
    const host = request.subarray(5, 5 + (request[4] ?? 0)).toString();
    const port = request.readUInt16BE(request.length - 2);
    said.push(`${host}:${port}`);
    const reply = Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
    // In two parts, as a network may do it.
    socket.write(reply.subarray(0, 3));
    setTimeout(() => {
      socket.write(reply.subarray(3));
      if (code === 0) {
        const onward = net.connect(port, host);
        onward.on('error', () => socket.destroy());
        socket.pipe(onward).pipe(socket);
      }
    }, 5);
  });
  return { port: await listening(proxy), said };
}

const through = async (url: string, proxy: string) => {
  const cluster = await connect(kubeconfigOf(url, { 'proxy-url': proxy }), { clock: nodeClock, env: {} });
  onTestFinished(() => cluster.close());
  return cluster.request({ method: 'GET', path: '/a' });
};

describe('HTTP/2 goes through', () => {
  test('an HTTP proxy with a login', async () => {
    const { url } = await http2Server((stream) => answer(stream, { through: true }));
    const { port, asked } = await httpProxy(200);
    expect(await through(url, `http://ann:p%40ss@127.0.0.1:${port}`)).toEqual({ through: true });
    const login = `Basic ${Buffer.from('ann:p@ss').toString('base64')}`;
    expect(asked).toEqual([new URL(url).host, login]);
  });

  test('a SOCKS5 proxy with a login', async () => {
    const { url } = await http2Server((stream) => answer(stream, { through: true }));
    const { port, said } = await socksProxy(0);
    expect(await through(url, `socks5://ann:pw@127.0.0.1:${port}`)).toEqual({ through: true });
    expect(said).toEqual(['05020002', '\x01\x03ann\x02pw', new URL(url).host]);
  });
});

describe('a proxy that refuses is named', () => {
  test('HTTP', async () => {
    const { port } = await httpProxy(403);
    await expect(through('https://127.0.0.1:6443', `http://127.0.0.1:${port}`)).rejects.toMatchObject({
      parts: {
        reason: 'cluster-unreachable',
        what: `the proxy 127.0.0.1:${port} does not connect to the cluster at 127.0.0.1:6443 (HTTP 403)`,
      },
    });
  });

  test('SOCKS5', async () => {
    const { port } = await socksProxy(2);
    await expect(
      through('https://127.0.0.1:6443', `socks5://ann:pw@127.0.0.1:${port}`),
    ).rejects.toMatchObject({
      parts: { reason: 'cluster-unreachable', what: expect.stringContaining('(not allowed)') },
    });
  });
});
