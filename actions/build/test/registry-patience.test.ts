import { Failure } from '@workaday/core';
import { describe, expect, it } from 'vitest';
import { readRetryAfter } from '../src/registry/retry-after.ts';
import { type Scripted, scripted } from './support/scripted-http.ts';

const monday = 1_795_460_400_000;

describe('Retry-After', () => {
  it.each([
    ['0', 0, 'in 0.0s'],
    ['120', 120_000, 'in 2m00s'],
    [' 7 ', 7000, 'in 7.0s'],
    ['Mon, 23 Nov 2026 19:00:30 GMT', 30_000, 'at Mon, 23 Nov 2026 19:00:30 GMT'],
    ['Mon, 23 Nov 2026 18:00:00 GMT', 0, 'at Mon, 23 Nov 2026 18:00:00 GMT'],
  ])('%j is %i ms from now', (header, milliseconds, when) => {
    expect(readRetryAfter(header, monday)).toEqual({ milliseconds, when });
  });

  it.each([
    undefined,
    '',
    '-1',
    '1.5',
    'soon',
    '9'.repeat(400),
    'Mon, 23 Foo 2026 19:00:30 GMT',
    '2026-11-23',
  ])('%j is nothing', (header) => expect(readRetryAfter(header, monday)).toBeUndefined());

  it('reads the dates that JavaScript writes', () => {
    for (let day = 0; day < 365 * 40; day += 1) {
      const time = day * 86_400_000 + 1000 * (day % 86_400);
      expect(readRetryAfter(new Date(time).toUTCString(), 0)?.milliseconds).toBe(time);
    }
  });
});

describe('patience', () => {
  const codes = (code: string, message = code) => Object.assign(new Error(message), { code });
  const broken = (code: string) => new TypeError('fetch failed', { cause: codes(code) });
  const timeout = Object.assign(new Error('The operation was aborted due to timeout'), {
    name: 'TimeoutError',
  });
  const cases: [string, Scripted, string][] = [
    ['429', [429], 'rate-limited'],
    ['408', [408], 'registry-unreachable'],
    ['500', [500], 'registry-unreachable'],
    ['503', [503], 'registry-unreachable'],
    ['a connection that is refused', broken('ECONNREFUSED'), 'registry-unreachable'],
    ['a host without address', broken('ENOTFOUND'), 'registry-unreachable'],
    ['no answer', timeout, 'registry-unreachable'],
    ['a reset', broken('ECONNRESET'), 'network'],
    ['a body that ends', new TypeError('terminated', { cause: codes('UND_ERR_SOCKET') }), 'network'],
    ['a body that is too big', new Error('the answer is bigger than 8388608 bytes'), 'network'],
    ['no JSON', [200, {}, '<html>Welcome'], 'registry-unreachable'],
    ['no object', [200, {}, '[]'], 'registry-unreachable'],
    [
      'other bytes',
      [200, { 'docker-content-digest': `sha256:${'a'.repeat(64)}` }, '{}'],
      'registry-unreachable',
    ],
  ];
  it.each(cases)('ends after five tries at %s, and says so', async (_, fault, reason) => {
    const { connect, waits, requests } = scripted(() => fault);
    const what = expect.stringMatching(/^reading a\/b:c at registry.example .*\(tried 5 times\)$/);
    await expect(connect().manifest('a/b', 'c')).rejects.toMatchObject({ parts: { reason, what } });
    expect(requests).toHaveLength(5);
    expect(waits).toEqual([500, 1000, 2000, 4000]);
  });

  it.each(cases)('outlives %s once', async (_, fault) => {
    const { connect } = scripted((_, index) => (index === 0 ? fault : [200, {}, '{"a":1}']));
    expect((await connect().manifest('a/b', 'c'))?.content).toEqual({ a: 1 });
  });

  const permanent: [string, Scripted, string][] = [
    ['501', [501], 'registry-unreachable'],
    ['505', [505], 'registry-unreachable'],
    ['400', [400], 'registry-unreachable'],
    ['401', [401], 'registry-auth'],
    ['403', [403], 'registry-auth'],
    ['a name error', [400, {}, '{"errors":[{"code":"NAME_INVALID","message":"no"}]}'], 'bad-input'],
    ['a full disk', [507], 'disk-full'],
    ['a full disk, said in words', [500, {}, 'write: no space left on device'], 'disk-full'],
    ['a wrong certificate', broken('CERT_HAS_EXPIRED'), 'registry-unreachable'],
    ['a server without TLS', broken('ERR_SSL_WRONG_VERSION_NUMBER'), 'registry-unreachable'],
  ];
  it.each(permanent)('does not try %s again', async (_, fault, reason) => {
    const { connect, requests } = scripted(() => fault);
    await expect(connect().manifest('a/b', 'c')).rejects.toMatchObject({ parts: { reason } });
    expect(requests).toHaveLength(1);
  });

  it('keeps to the wait that it is asked for, in seconds or to a time', async () => {
    const answers: Scripted[] = [
      [429, { 'retry-after': '20' }],
      [503, { 'retry-after': 'Mon, 23 Nov 2026 19:00:25 GMT' }],
      [429],
    ];
    const { connect, waits } = scripted((_, index) => answers[index] ?? [404], monday);
    expect(await connect().manifest('a/b', 'c')).toBeUndefined();
    expect(waits).toEqual([20_000, 25_000, 2000]);
  });

  it.each([
    [429, '3600', 'rate-limited', 'in 1h00m'],
    [503, '31', 'registry-unreachable', 'in 31s'],
    [429, 'Tue, 24 Nov 2026 19:00:00 GMT', 'rate-limited', 'at Tue, 24 Nov 2026 19:00:00 GMT'],
  ])('does not wait for %i with Retry-After %s, but tells it', async (status, header, reason, when) => {
    const { connect, waits } = scripted(() => [status, { 'retry-after': header }], monday);
    const why = expect.stringContaining(`The registry asks to come back ${when}.`);
    await expect(connect().checkPush('a/b')).rejects.toMatchObject({ parts: { reason, why } });
    expect(waits).toEqual([]);
  });

  it('waits for no more than a minute in all', async () => {
    const { connect, waits } = scripted(() => [429, { 'retry-after': '25' }]);
    const what = expect.stringContaining('(tried 3 times)');
    await expect(connect().checkPush('a/b')).rejects.toMatchObject({ parts: { what } });
    expect(waits).toEqual([25_000, 25_000]);
  });

  it('is as long as it is told', async () => {
    const { connect, requests } = scripted(() => [502]);
    const impatient = connect('registry.example', undefined, { tries: 1, timeout: 50 });
    const failure = await impatient.digestOf('a/b', 'c').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).not.toContain('tried');
    expect(requests).toMatchObject([{ timeout: 50, limit: 8 * 1024 * 1024 }]);
  });

  it.each<[string, Scripted, number[]]>([
    ['a limit', [429], [500]],
    ['a limit with a soon end', [429, { 'retry-after': '2' }], [2000]],
    ['a limit with a late end', [429, { 'retry-after': '20' }], []],
    ['no answer', timeout, [500]],
  ])('ends soon in haste, with %s', async (_, fault, expected) => {
    const { connect, waits, requests } = scripted(() => fault);
    await expect(connect().hurried().digestOf('a/b', 'c')).rejects.toBeInstanceOf(Failure);
    expect(waits).toEqual(expected);
    expect(requests.map((request) => request.timeout)).toEqual(Array(expected.length + 1).fill(5000));
  });

  it('for a mirror in haste is one try of five seconds, for its tokens, too', async () => {
    const { connect, waits, requests } = scripted(({ url }) =>
      url.includes('/token')
        ? timeout
        : [401, { 'www-authenticate': 'Bearer realm="https://m.example/token"' }],
    );
    const mirror = connect('m.example', undefined, { tries: 1 }).hurried();
    await expect(mirror.digestOf('a/b', 'c')).rejects.toMatchObject({
      parts: { what: expect.stringContaining('no answer within 5.0s') },
    });
    expect(requests.map((request) => request.timeout)).toEqual([5000, 5000]);
    expect(waits).toEqual([]);
  });

  it('in haste is of the same login', async () => {
    const { connect, requests } = scripted(({ headers }) =>
      headers['authorization'] ? [404] : [401, { 'www-authenticate': 'Basic' }],
    );
    const client = connect('r.example', { username: 'ann', password: 'canary' });
    await client.manifest('a/b', 'c');
    await client.hurried().manifest('a/b', 'c');
    expect(requests).toHaveLength(3);
    expect(client.requests()).toBe(3);
  });

  it('is not for errors of ours', async () => {
    const failure = new Failure({ reason: 'bad-input', what: 'a proxy that is none', next: 'Correct it.' });
    const { connect, requests } = scripted(() => failure);
    await expect(connect().manifest('a/b', 'c')).rejects.toBe(failure);
    expect(requests).toHaveLength(1);
  });
});
