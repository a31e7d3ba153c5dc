import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeHttp, nodeSha256 } from '@workaday/core/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../src/base64.ts';
import type { Credentials } from '../../src/docker/docker-config.ts';
import { parseChallenge, tokenUrl } from '../../src/registry/challenge.ts';
import { connectRegistry } from '../../src/registry/client.ts';
import { pushImage } from '../support/push-image.ts';
import { annsLogin, startRegistry, type TestRegistry } from '../support/registry.ts';

const waits: number[] = [];
const clock = { now: () => 0, wait: async (milliseconds: number) => void waits.push(milliseconds) };
const connect = (host: string, credentials?: Credentials) =>
  connectRegistry(host, credentials, { http: nodeHttp, clock, sha256: nodeSha256 });

describe('a real registry', () => {
  let open: TestRegistry;
  let closed: TestRegistry;
  const login = { username: 'ann', password: 'pässword' };

  beforeAll(async () => {
    open = await startRegistry();
    closed = await startRegistry(annsLogin);
  });
  afterAll(() => Promise.all([open.stop(), closed.stop()]));

  it('tells digest and labels of an image, and that there is none', async () => {
    const digest = await pushImage(open.host, 'acme/shop', '1.0.0', { a: 'b' });
    const registry = connect(open.host);
    expect((await registry.manifest('acme/shop', '1.0.0'))?.digest).toBe(digest);
    expect((await registry.manifest('acme/shop', digest))?.digest).toBe(digest);
    expect(await registry.labels('acme/shop', '1.0.0')).toEqual({ a: 'b' });
    expect(await registry.manifest('acme/shop', '1.0.1')).toBeUndefined();
    expect(await registry.labels('acme/none', '1.0.0')).toBeUndefined();
  });

  it('lets a push begin and forgets it', async () => {
    await expect(connect(open.host).checkPush('acme/new')).resolves.toBeUndefined();
  });

  it('takes the right password and refuses another, and none', async () => {
    await expect(connect(closed.host, login).checkPush('acme/shop')).resolves.toBeUndefined();
    await pushImage(closed.host, 'acme/shop', '1', { a: 'b' }, `Basic ${encodeBase64('ann:pässword')}`);
    expect(await connect(closed.host, login).labels('acme/shop', '1')).toEqual({ a: 'b' });
    for (const other of [{ ...login, password: 'wrong' }, undefined]) {
      await expect(connect(closed.host, other).checkPush('acme/shop')).rejects.toMatchObject({
        parts: { reason: 'registry-auth' },
      });
    }
  });
});

describe('a registry with faults', () => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
    waits.length = 0;
  });

  type Answer = [status: number, headers: Record<string, string>, body: string] | 'reset';

  async function serve(
    answer: (request: IncomingMessage, count: number, host: string) => Answer,
  ): Promise<string> {
    let count = 0;
    const server = createServer((request: IncomingMessage, response: ServerResponse) => {
      count += 1;
      const given = answer(request, count, host);
      if (given === 'reset') request.socket.destroy();
      else response.writeHead(given[0], given[1]).end(given[2]);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    stops.push(() => server.close().closeAllConnections());
    return host;
  }

  it.each([
    ['429', (): Answer => [429, { 'retry-after': '2' }, ''], 2000],
    ['502', (): Answer => [502, {}, 'bad gateway'], 500],
    ['a reset', (): Answer => 'reset', 500],
    ['429 with an absurd patience', (): Answer => [429, { 'retry-after': '86400' }, ''], 10_000],
  ])('is asked again after %s', async (_, fault, wait) => {
    const host = await serve((_request, count) => (count === 1 ? fault() : [200, {}, '{}']));
    expect((await connect(host).manifest('a/b', 'c'))?.content).toEqual({});
    expect(waits).toEqual([wait]);
  });

  it.each([
    [429, 'rate-limited'],
    [503, 'registry-unreachable'],
    [401, 'registry-auth'],
    [403, 'push-refused'],
    [404, 'registry-unreachable'],
  ])('that answers %i for good is %s', async (status, reason) => {
    const host = await serve(() => [status, {}, '{"errors":[{"code":"DENIED","message":"no: <b>"}]}']);
    await expect(connect(host).checkPush('a/b')).rejects.toMatchObject({
      parts: { reason, what: expect.stringContaining('DENIED: no: <b>') },
    });
  });

  it('that is not there is unreachable', async () => {
    await expect(connect('127.0.0.1:9').checkPush('a/b')).rejects.toMatchObject({
      parts: { reason: 'registry-unreachable' },
    });
  });

  it('that sends other bytes than it claims is not believed', async () => {
    const host = await serve(() => [200, { 'docker-content-digest': nodeSha256('other') }, '{}']);
    await expect(connect(host).manifest('a/b', 'c')).rejects.toMatchObject({
      parts: { reason: 'registry-unreachable' },
    });
  });

  it('gets a token where it says, with the login, once per scope', async () => {
    const asked: string[] = [];
    const host = await serve((request, _, self) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
      if (request.url?.startsWith('/token')) return [200, {}, '{"token":"T"}'];
      if (request.headers.authorization === 'Bearer T') return [200, {}, '{}'];
      return [401, { 'www-authenticate': `Bearer realm="http://${self}/token",service="s,1",scope="x"` }, ''];
    });
    const registry = connect(host, { username: 'u', password: 'p' });
    await registry.manifest('a/b', 'c');
    await registry.manifest('a/b', 'd');
    expect(asked).toEqual([
      'GET /v2/a/b/manifests/c ',
      'GET /token?service=s%2C1&scope=repository%3Aa%2Fb%3Apull Basic dTpw',
      'GET /v2/a/b/manifests/c Bearer T',
      'GET /v2/a/b/manifests/d Bearer T',
    ]);
  });
});

describe('a challenge', () => {
  it.each([
    ['Basic realm="x"', { scheme: 'basic', parameters: { realm: 'x' } }],
    [
      'bearer realm="https://a/t",service=b',
      { scheme: 'bearer', parameters: { realm: 'https://a/t', service: 'b' } },
    ],
    ['Bearer realm="a\\"b"', { scheme: 'bearer', parameters: { realm: 'a"b' } }],
    ['Negotiate', undefined],
    ['', undefined],
  ])('%j is %j', (header, expected) => {
    expect(parseChallenge(header)).toEqual(expected);
  });

  it('never gets the login over plain HTTP from a registry with HTTPS', () => {
    const challenge = { scheme: 'bearer', parameters: { realm: 'http://evil.example/token' } } as const;
    expect(tokenUrl(challenge, 'x', 'https://ghcr.io')).toHaveProperty('problem');
    expect(tokenUrl(challenge, 'x', 'http://127.0.0.1:5000')).toBeInstanceOf(URL);
  });
});
