import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import type { Question } from '../src/answer.ts';
import { httpProbe } from '../src/node/http-probe.ts';
import { certificateFor } from './local/certificate.ts';
import { httpServer, httpsServer, rawServer, refusedPort } from './local/servers.ts';

const ask = (url: string, more: Partial<Question> = {}) =>
  httpProbe()({
    method: 'GET',
    url,
    headers: {},
    body: undefined,
    timeout: 5000,
    redirects: 0,
    turn: 0,
    ...more,
  });

test('an answer carries status, headers, body and the time of each step', async () => {
  const url = await httpServer((_request, response) => {
    response.writeHead(418, { 'X-Tea': ['green', 'black'] }).end('short and stout');
  });
  const asked = await ask(url);
  expect(asked).toMatchObject({ kind: 'answer', status: 418, body: 'short and stout', truncated: false });
  expect(asked.kind === 'answer' && asked.headers['x-tea']).toBe('green, black');
  expect(asked.kind === 'answer' && Object.keys(asked.timings)).toEqual(['dns', 'connect', 'ttfb', 'body']);
});

test('every question has a connection of its own, and sends the headers of the check', async () => {
  const ports: (number | undefined)[] = [];
  const requests: IncomingMessage[] = [];
  const url = await httpServer((request, response) => {
    ports.push(request.socket.remotePort);
    requests.push(request);
    response.end();
  });
  await ask(url, { headers: { 'x-tenant': 'smoke' } });
  await ask(url);
  expect(new Set(ports).size).toBe(2);
  expect(requests[0]?.headers).toMatchObject({ 'x-tenant': 'smoke', connection: 'close' });
});

test('a check may send a body, by another method', async () => {
  const url = await httpServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method, headers } = request;
    response.end(`${method} ${headers['content-length']} ${Buffer.concat(parts)}`);
  });
  const asked = await ask(url, { method: 'POST', body: '{"test":"ä"}' });
  expect(asked).toMatchObject({ kind: 'answer', body: 'POST 13 {"test":"ä"}' });
  expect(await ask(url, { method: 'DELETE' })).toMatchObject({ body: expect.stringMatching(/^DELETE /) });
});

test('a redirect is an answer and is not followed', async () => {
  let elsewhere = 0;
  const url = await httpServer((request, response) => {
    if (request.url !== '/') elsewhere++;
    response.writeHead(302, { location: '/login' }).end();
  });
  expect(await ask(`${url}/`)).toMatchObject({ status: 302, headers: { location: '/login' } });
  expect(elsewhere).toBe(0);
});

test('only the beginning of a huge body is read', async () => {
  const url = await httpServer((_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  });
  const asked = await ask(url);
  expect(asked).toMatchObject({ kind: 'answer', truncated: true });
  expect(asked.kind === 'answer' && asked.body.length).toBe(1024 * 1024);
});

test('silence after the connection is a timeout that says what it waited for', async () => {
  const url = await rawServer(() => {});
  expect(await ask(url, { timeout: 100 })).toMatchObject({
    kind: 'fault',
    class: 'timeout',
    detail: expect.stringContaining('waited for the status and headers'),
  });
});

test('headers that trickle in are a timeout, however lively they are', async () => {
  const url = await rawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => socket.write('x-slow: 1\r\n'), 20);
    socket.on('close', () => clearInterval(timer));
  });
  expect(await ask(url, { timeout: 150 })).toMatchObject({ kind: 'fault', class: 'timeout' });
});

test('a body that never ends in time is a timeout', async () => {
  const url = await rawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf');
  });
  expect(await ask(url, { timeout: 150 })).toMatchObject({
    class: 'timeout',
    detail: expect.stringContaining('the rest of the body'),
  });
});

test('half a body is a reset, not an answer', async () => {
  const url = await rawServer((socket) => {
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf');
  });
  expect(await ask(url)).toMatchObject({ kind: 'fault', class: 'reset' });
});

test('a connection that is cut before the answer is a reset', async () => {
  const url = await rawServer((socket) => {
    socket.once('data', () => socket.resetAndDestroy());
  });
  expect(await ask(url)).toMatchObject({ kind: 'fault', class: 'reset' });
});

test('what is no HTTP is a protocol fault', async () => {
  const url = await rawServer((socket) => {
    socket.end('220 mail.example.com ESMTP\r\n');
  });
  expect(await ask(url)).toMatchObject({ kind: 'fault', class: 'protocol' });
});

test('a closed port is a connect fault', async () => {
  expect(await ask(`http://127.0.0.1:${await refusedPort()}`)).toMatchObject({
    kind: 'fault',
    class: 'connect',
    detail: expect.stringContaining('ECONNREFUSED'),
  });
});

test('a name that does not exist is a DNS fault', async () => {
  expect(await ask('http://nothing.invalid/')).toMatchObject({
    kind: 'fault',
    class: 'dns',
    detail: expect.stringContaining('nothing.invalid does not resolve'),
  });
});

test('IPv6 is asked like IPv4', async () => {
  const url = await httpServer((_request, response) => response.end('six'), '::1');
  expect(await ask(url)).toMatchObject({ kind: 'answer', status: 200, body: 'six' });
});

test('TLS is proven: chain and name', async () => {
  const { ca, cert, key } = certificateFor('DNS:localhost');
  const port = await httpsServer({ cert, key }, (_request, response) => response.end('safe'));
  const question = { method: 'GET', headers: {}, body: undefined, timeout: 5000, redirects: 0, turn: 0 };
  const resolve = async () => ({
    kind: 'addresses' as const,
    addresses: [{ address: '127.0.0.1', family: 4 }],
  });
  const trusted = httpProbe({ ca, resolve });
  const good = await trusted({ ...question, url: `https://localhost:${port}` });
  expect(good).toMatchObject({ kind: 'answer', body: 'safe', timings: { tls: expect.any(Number) } });
  expect(await trusted({ ...question, url: `https://127.0.0.1:${port}` })).toMatchObject({
    class: 'tls',
    detail: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
  });
  expect(await httpProbe({ resolve })({ ...question, url: `https://localhost:${port}` })).toMatchObject({
    class: 'tls',
    detail: expect.stringMatching(/certificate|UNABLE_TO_VERIFY/),
  });
});

test('a plain server behind https is a TLS fault', async () => {
  const url = await httpServer((_request, response) => response.end());
  expect(await ask(url.replace('http:', 'https:'))).toMatchObject({ kind: 'fault', class: 'tls' });
});

test.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://[::ffff:169.254.169.254]/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://100.100.100.200/',
])('%s is never asked', async (url) => {
  expect(await ask(url)).toMatchObject({ kind: 'none', why: expect.stringContaining('never asked') });
});
