import { expect, test } from 'vitest';
import type { Question } from '../src/answer.ts';
import type { Resolve } from '../src/node/connect.ts';
import { httpProbe } from '../src/node/http-probe.ts';
import { httpServer } from './local/servers.ts';

const question = { method: 'GET', headers: {}, body: undefined, timeout: 5000, redirects: 5, turn: 0 };
const ask = (url: string, more: Partial<Question> = {}) => httpProbe()({ ...question, url, ...more });

/** A resolver that answers what it is told, once each; the last answer stays. */
function resolver(...answers: string[]): Resolve {
  let asked = 0;
  return async () => {
    const address = answers[Math.min(asked++, answers.length - 1)] ?? '';
    if (address.startsWith('169.254.')) return { kind: 'refused', why: `${address} is never asked` };
    return { kind: 'addresses', addresses: [{ address, family: 4 }] };
  };
}

test('redirects are followed as far as asked for, and the answer says where it came from', async () => {
  const url = await httpServer((request, response) => {
    const hop = Number(request.url?.slice(1));
    if (hop === 3) response.end('there');
    else response.writeHead(302, { location: `/${hop + 1}` }).end();
  });
  expect(await ask(`${url}/0`)).toMatchObject({ status: 200, body: 'there', host: new URL(url).host });
  expect(await ask(`${url}/0`, { redirects: 2 })).toMatchObject({ status: 302, headers: { location: '/3' } });
});

test('a loop of redirects ends as a redirect, which is no pass', async () => {
  let asked = 0;
  const url = await httpServer((_request, response) => {
    asked++;
    response.writeHead(301, { location: '/' }).end();
  });
  expect(await ask(url)).toMatchObject({ kind: 'answer', status: 301 });
  expect(asked).toBe(6);
});

test('credentials stay with their origin', async () => {
  const seen: (string | undefined)[] = [];
  const other = await httpServer((request, response) => {
    seen.push(request.headers.authorization, request.headers['x-api-key'] as string | undefined);
    response.end('elsewhere');
  });
  const url = await httpServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(302, { location: request.url === '/' ? '/next' : `${other}/stolen` }).end();
  });
  const headers = { Authorization: 'Bearer s3cret', 'X-Api-Key': 'k' };
  expect(await ask(`${url}/`, { headers })).toMatchObject({ body: 'elsewhere' });
  expect(seen).toEqual(['Bearer s3cret', 'Bearer s3cret', undefined, undefined]);
});

test.each(['http://169.254.169.254/latest/meta-data/', 'http://[fd00:ec2::254]/'])(
  'a redirect to %s is not followed',
  async (location) => {
    const url = await httpServer((_request, response) => response.writeHead(302, { location }).end());
    expect(await ask(url)).toMatchObject({ kind: 'none', why: expect.stringContaining('never asked') });
  },
);

test('a name that becomes a metadata address between two hops is not asked', async () => {
  const url = await httpServer((_request, response) => response.writeHead(302, { location: '/again' }).end());
  const { port } = new URL(url);
  const probe = httpProbe({ resolve: resolver('127.0.0.1', '169.254.169.254') });
  expect(await probe({ ...question, url: `http://shop.example.com:${port}/` })).toMatchObject({
    kind: 'none',
    why: '169.254.169.254 is never asked',
  });
});

test('each question resolves afresh', async () => {
  const first = await httpServer((_request, response) => response.end('old'), '127.0.0.1');
  const { port } = new URL(first);
  const probe = httpProbe({ resolve: resolver('127.0.0.1', '127.0.0.2') });
  const url = `http://shop.example.com:${port}/`;
  expect(await probe({ ...question, url })).toMatchObject({ body: 'old' });
  expect(await probe({ ...question, url })).toMatchObject({ kind: 'fault', class: 'connect' });
});

test('each question asks the next address of a name, and says which', async () => {
  const url = await httpServer((_request, response) => response.end('alive'), '127.0.0.1');
  const { port } = new URL(url);
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  const probe = httpProbe({ resolve: async () => ({ kind: 'addresses', addresses }) });
  const asked = await Promise.all(
    [0, 1, 2, 3].map((turn) => probe({ ...question, turn, url: `http://shop.example.com:${port}/` })),
  );
  expect(asked).toMatchObject([
    { kind: 'answer', address: '127.0.0.1' },
    { kind: 'fault', class: 'connect', address: '127.0.0.2' },
    { kind: 'answer', address: '127.0.0.1' },
    { kind: 'fault', address: '127.0.0.2' },
  ]);
});

test('a resolver that never answers is a timeout of DNS', async () => {
  const probe = httpProbe({ resolve: () => new Promise(() => undefined) });
  expect(await probe({ ...question, timeout: 50, url: 'http://shop.example.com/' })).toMatchObject({
    kind: 'fault',
    class: 'timeout',
    detail: expect.stringContaining('waited for the name to resolve'),
  });
});
