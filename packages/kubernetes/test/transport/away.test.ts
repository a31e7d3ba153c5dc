import { createServer as createHttpsServer } from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import type { Clock } from '@workaday/core';
import { nodeClock } from '@workaday/core/node';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/transport/connect.ts';
import { answer, certificate, connected, http2Server, kubeconfigOf } from './http2-server.ts';

/** Bytes go through until it is frozen; then the line stays open, and silent. */
async function freezingLine(target: string) {
  const { port } = new URL(target);
  const pairs: [Socket, Socket][] = [];
  const server = net.createServer((client) => {
    const onward = net.connect(Number(port), '127.0.0.1');
    for (const socket of [client, onward]) socket.on('error', () => undefined);
    client.pipe(onward).pipe(client);
    pairs.push([client, onward]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of pairs.flat()) socket.destroy();
    server.close();
  });
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => pairs.length,
    freeze: () => {
      for (const [client, onward] of pairs) {
        client.unpipe(onward);
        onward.unpipe(client);
      }
    },
  };
}

const pulse = { every: 50, patience: 200 };

test('a line that went silent is noticed, and a read goes over another', async () => {
  const { url } = await http2Server((stream) => answer(stream, {}));
  const line = await freezingLine(url);
  const cluster = await connected(line.url, { pulse });
  line.freeze();
  expect(await cluster.request({ method: 'GET', path: '/a' })).toEqual({});
  expect(line.connections()).toBe(2);
});

test('a watch on a line that went silent ends as cut', async () => {
  const { url } = await http2Server((stream) => {
    stream.respond({ ':status': 200 });
    stream.write('begun\n');
  });
  const line = await freezingLine(url);
  const cluster = await connected(line.url, { pulse });
  const watch = cluster.stream({ method: 'GET', path: '/watch' }, () => line.freeze());
  await expect(watch).rejects.toMatchObject({ loss: 'cut', code: 'ETIMEDOUT' });
});

test('a quiet line whose server is there stays', async () => {
  const { url, sockets } = await http2Server((stream) => {
    stream.respond({ ':status': 200 });
    stream.write('begun\n');
    setTimeout(() => stream.end('ended\n'), 10 * pulse.every);
  });
  const cluster = await connected(url, { pulse });
  const lines: string[] = [];
  await cluster.stream({ method: 'GET', path: '/watch' }, (text) => lines.push(text));
  expect([lines, sockets.length]).toEqual([['begun', 'ended'], 1]);
});

/** Does something once, when a request waits to be repeated. */
function clockThat(act: () => unknown): Clock & { waits: () => number } {
  let waits = 0;
  return {
    now: nodeClock.now,
    waits: () => waits,
    async wait(milliseconds, signal) {
      waits += 1;
      if (waits === 1) await act();
      await nodeClock.wait(Math.min(milliseconds, 10), signal);
    },
  };
}

test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)(
  'an API server that restarts is waited for: %s',
  async (method) => {
    const first = await http2Server((stream) => answer(stream, {}));
    const { port } = new URL(first.url);
    const clock = clockThat(() => http2Server((stream) => answer(stream, { again: true }), {}, Number(port)));
    const cluster = await connected(first.url, { clock });
    for (const socket of first.sockets) socket.destroy();
    await new Promise<void>((resolve) => first.server.close(() => resolve()));
    await expect(cluster.exchange({ method: 'GET', path: '/a' })).rejects.toThrow();
    expect(await cluster.request({ method, path: '/a' })).toEqual({ again: true });
    expect(clock.waits()).toBeGreaterThan(0);
  },
);

test('an address where nothing listens is given up after some seconds', async () => {
  const { url, server } = await http2Server(() => undefined);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  let now = 0;
  const clock: Clock = {
    now: () => now,
    wait: async (milliseconds) => {
      now += milliseconds;
    },
  };
  await expect(connect(kubeconfigOf(url), { clock, env: {} })).rejects.toMatchObject({
    parts: { reason: 'cluster-unreachable', what: expect.stringContaining('ECONNREFUSED') },
  });
  expect(now).toBeGreaterThan(4_000);
  expect(now).toBeLessThanOrEqual(10_000);
});

test('a server without HTTP/2 is asked over kept-alive connections', async () => {
  let sockets = 0;
  const server = createHttpsServer({ ...certificate }, (request, response) => {
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ version: request.httpVersion }));
  });
  server.on('connection', () => {
    sockets += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const cluster = await connected(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  for (let round = 0; round < 5; round++)
    expect(await cluster.request({ method: 'GET', path: '/a' })).toEqual({ version: '1.1' });
  expect(sockets).toBe(1);
  const all = Array.from({ length: 40 }, () => cluster.request({ method: 'GET', path: '/a' }));
  expect(await Promise.all(all)).toHaveLength(40);
  expect(sockets).toBeLessThanOrEqual(16);
  expect(cluster.statistics?.()).toEqual({ requests: 46, connections: sockets });
});
