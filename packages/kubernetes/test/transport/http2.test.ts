import { constants } from 'node:http2';
import { expect, onTestFinished, test } from 'vitest';
import { openConnection } from '../../src/transport/connection.ts';
import { storedCredential } from '../../src/transport/credential/credential.ts';
import { loadKubeconfig } from '../../src/transport/kubeconfig/load.ts';
import { readText } from '../../src/transport/line/line.ts';
import { answer, connected, http2Server, kubeconfigOf } from './http2-server.ts';

const get = (path: string) => ({ method: 'GET' as const, path });
const post = (path: string) => ({ method: 'POST' as const, path, body: {} });

test('all requests and watches of a run share one connection', async () => {
  const { url, sockets } = await http2Server((stream, path) => {
    if (path.startsWith('/watch')) {
      stream.respond({ ':status': 200 });
      stream.write('one line\n');
    } else answer(stream, { path });
  });
  const cluster = await connected(url);
  const stop = new AbortController();
  const lines: string[] = [];
  const watches = [1, 2, 3].map((number) => {
    const begun = Promise.withResolvers<void>();
    const ended = cluster.stream({ ...get(`/watch/${number}`), signal: stop.signal }, (line) => {
      lines.push(line);
      begun.resolve();
    });
    return { begun: begun.promise, ended };
  });
  await Promise.all(watches.map(({ begun }) => begun));
  const paths = Array.from({ length: 60 }, (_, index) => `/object/${index}`);
  expect(await Promise.all(paths.map((path) => cluster.request(get(path))))).toEqual(
    paths.map((path) => ({ path })),
  );
  stop.abort(new Error('enough'));
  await Promise.all(watches.map(({ ended }) => expect(ended).rejects.toThrow('enough')));
  expect(lines).toEqual(['one line', 'one line', 'one line']);
  expect(sockets).toHaveLength(1);
  expect(cluster.statistics?.()).toEqual({ requests: 64, connections: 1 });
});

test.each([
  ['refuses the stream', constants.NGHTTP2_REFUSED_STREAM, 2],
  ['breaks the stream', constants.NGHTTP2_INTERNAL_ERROR, 1],
  ['cancels the stream', constants.NGHTTP2_CANCEL, 1],
] as const)('a POST, when the server %s', async (_, code, times) => {
  let asked = 0;
  const { url } = await http2Server((stream) => {
    asked += 1;
    if (asked === 1) stream.close(code);
    else answer(stream, {});
  });
  const cluster = await connected(url);
  const result = cluster.request(post('/a'));
  if (times === 2) expect(await result).toEqual({});
  else await expect(result).rejects.toMatchObject({ parts: { reason: 'cluster-unreachable' } });
  expect(asked).toBe(times);
});

test('a POST that a parting server has not looked at goes over the next connection', async () => {
  const asked: string[] = [];
  const { url, sockets } = await http2Server((stream, path) => {
    asked.push(path);
    if (asked.length > 1) answer(stream, {});
    else stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 1);
  });
  const cluster = await connected(url);
  expect(await cluster.request(post('/a'))).toEqual({});
  expect([asked, sockets.length]).toEqual([['/a', '/a'], 2]);
});

test('a parting server finishes what it has begun, and gets nothing more', async () => {
  const begun = Promise.withResolvers<() => void>();
  const { url, sockets } = await http2Server((stream, path) => {
    if (path === '/slow') {
      begun.resolve(() => answer(stream, { slow: true }));
      stream.session?.goaway(constants.NGHTTP2_NO_ERROR);
    } else answer(stream, { quick: true });
  });
  const cluster = await connected(url);
  const slow = cluster.request(post('/slow'));
  const finish = await begun.promise;
  await expect.poll(async () => (await cluster.request(post('/quick'))) && sockets.length).toBe(2);
  finish();
  expect(await slow).toEqual({ slow: true });
});

test('a server that throws us out is asked again over another connection; a POST only when it was not looked at', async () => {
  const asked: string[] = [];
  const { url } = await http2Server((stream, path) => {
    asked.push(path);
    if (asked.length > 1) return answer(stream, {});
    stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, path === '/seen' ? (stream.id ?? 0) : 1);
  });
  const cluster = await connected(url);
  expect(await cluster.request(post('/unseen'))).toEqual({});
  expect(asked).toEqual(['/unseen', '/unseen']);
  asked.length = 0;
  await expect(cluster.request(post('/seen'))).rejects.toMatchObject({
    parts: { reason: 'cluster-unreachable' },
  });
  expect(asked).toEqual(['/seen']);
});

test('a cut connection: what may be repeated is, what may have been executed is not', async () => {
  let asked = 0;
  const { url, sockets } = await http2Server((stream, path) => {
    asked += 1;
    if (asked === 1 || path === '/post') sockets.at(-1)?.destroy();
    else answer(stream, {});
  });
  const cluster = await connected(url);
  expect(await cluster.request(get('/a'))).toEqual({});
  await expect(cluster.request(post('/post'))).rejects.toMatchObject({
    parts: { reason: 'cluster-unreachable' },
  });
  expect(asked).toBe(3);
});

test.each([
  ['cut', (stream: { session?: { destroy(): void } | undefined }) => stream.session?.destroy()],
  ['reset', (stream: { destroy(error: Error): void }) => stream.destroy(new Error('broken off'))],
])('half an answer that is %s is no answer', async (_, breakOff) => {
  let asked = 0;
  const { url } = await http2Server((stream) => {
    asked += 1;
    if (asked > 1) return answer(stream, { whole: true });
    stream.respond({ ':status': 200, 'content-type': 'application/json' });
    stream.write('{"whole": ', () => setTimeout(() => breakOff(stream as never), 20));
  });
  const cluster = await connected(url);
  expect(await cluster.request(get('/a'))).toEqual({ whole: true });
  expect(asked).toBe(2);
});

test('an answer is whole although the connection is closed right behind it, as an API server does on 401', async () => {
  const gone = Promise.withResolvers<void>();
  const { url } = await http2Server((stream) => {
    const { session } = stream;
    session?.goaway(constants.NGHTTP2_NO_ERROR);
    stream.once('close', () => session?.close(() => gone.resolve()));
    answer(stream, { kind: 'Status' }, 401);
  });
  const access = await loadKubeconfig(kubeconfigOf(url), { env: {}, withoutCredential: false });
  const connection = openConnection(access, storedCredential(access.user), { env: {} });
  onTestFinished(() => connection.close());
  const { status, body } = await connection.send(post('/a'), { renew: true });
  await gone.promise;
  expect([status, await readText(body)]).toEqual([401, '{"kind":"Status"}']);
});

test('no more streams are open than the server allows; who waits may leave', async () => {
  let [open, most] = [0, 0];
  const { url, sockets } = await http2Server(
    (stream) => {
      open += 1;
      most = Math.max(most, open);
      stream.on('close', () => {
        open -= 1;
      });
      setTimeout(() => answer(stream, {}), 5);
    },
    { settings: { maxConcurrentStreams: 2 } },
  );
  const cluster = await connected(url);
  const gone = new AbortController();
  const requests = Array.from({ length: 20 }, () => cluster.request(get('/a')));
  const left = cluster.request({ ...get('/a'), signal: gone.signal });
  gone.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  await Promise.all(requests);
  expect([most, sockets.length]).toEqual([2, 1]);
});

test('an aborted request is cancelled on the server, and the connection stays', async () => {
  const cancelled = Promise.withResolvers<number>();
  const begun = Promise.withResolvers<void>();
  const { url, sockets } = await http2Server((stream, path) => {
    if (path !== '/slow') return answer(stream, {});
    stream.on('close', () => cancelled.resolve(stream.rstCode ?? -1));
    begun.resolve();
  });
  const cluster = await connected(url);
  const stop = new AbortController();
  const slow = cluster.request({ ...get('/slow'), signal: stop.signal });
  await begun.promise;
  stop.abort(new Error('stopped'));
  await expect(slow).rejects.toThrow('stopped');
  expect(await cancelled.promise).toBe(constants.NGHTTP2_CANCEL);
  expect(await cluster.request(get('/a'))).toEqual({});
  expect(sockets).toHaveLength(1);
});

test('an answer that does not come in time is a loss of its own', async () => {
  const { url, sockets } = await http2Server((stream, path) => path === '/a' && answer(stream, {}));
  const cluster = await connected(url);
  await expect(cluster.exchange({ ...get('/silent'), timeout: 50 })).rejects.toMatchObject({
    loss: 'timeout',
    code: 'ETIMEDOUT',
  });
  await cluster.request(get('/a'));
  expect(sockets).toHaveLength(1);
});

test('big bodies go both ways', async () => {
  const { url } = await http2Server((stream, _, body) => answer(stream, JSON.parse(body)));
  const cluster = await connected(url);
  const body = { data: 'ä0123456789'.repeat(1_000_000) };
  expect(await cluster.request({ method: 'PUT', path: '/a', body })).toEqual(body);
});

test('of a body that may be endless, only the beginning is read', async () => {
  const stopped = Promise.withResolvers<number>();
  const { url, sockets } = await http2Server((stream, path) => {
    if (path !== '/endless') return answer(stream, {});
    stream.respond({ ':status': 200 });
    stream.on('close', () => stopped.resolve(stream.rstCode ?? -1));
    const more = () => {
      while (!stream.closed && stream.write(Buffer.alloc(10_000, 'a')));
    };
    stream.on('drain', more);
    more();
  });
  const cluster = await connected(url);
  const read = await cluster.exchange({ ...get('/endless'), bodyLimit: 25_000 });
  expect(read).toMatchObject({ status: 200, text: 'a'.repeat(25_000), partial: 'longer' });
  expect(await stopped.promise).toBe(constants.NGHTTP2_CANCEL);
  expect(await cluster.exchange({ ...get('/a'), bodyLimit: 25_000 })).toEqual({
    status: 200,
    headers: expect.anything(),
    text: '{}',
  });
  expect(sockets).toHaveLength(1);
});

test('a body that is cut is told from a whole one where parts are welcome, and is a loss elsewhere', async () => {
  const { url } = await http2Server((stream) => {
    stream.respond({ ':status': 200 });
    stream.write('half', () => stream.destroy(new Error('broken off')));
  });
  const cluster = await connected(url);
  const read = await cluster.exchange({ ...get('/a'), bodyLimit: 100 });
  expect(read).toMatchObject({ status: 200, partial: 'cut' });
  await expect(cluster.exchange(get('/a'))).rejects.toMatchObject({ loss: 'cut' });
});

test('a closed cluster is not asked any more, and says so', async () => {
  const { url, sockets } = await http2Server((stream) => answer(stream, {}));
  const cluster = await connected(url);
  cluster.close();
  await expect(cluster.request(post('/a'))).rejects.toThrow('closed');
  expect(sockets).toHaveLength(1);
});
