import { describe, expect, onTestFinished, test } from 'vitest';
import type { ApiError } from '../src/transport/api-error.ts';
import { retryDelay } from '../src/transport/retry.ts';
import { warningTexts } from '../src/transport/server-says.ts';
import { failure, json, troubledServer } from './api-server.ts';

async function serverThat(...answers: Parameters<typeof troubledServer>[0][]) {
  let asked = 0;
  const server = await troubledServer((request, response, body) => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    answer?.(request, response, body);
  });
  onTestFinished(() => server.close());
  return { ...server, asked: () => asked };
}

describe('a request', () => {
  test('is repeated on 429 after Retry-After, on 503, and on a cut connection', async () => {
    const { cluster, asked } = await serverThat(
      (_, response) => json(response, failure('TooManyRequests', 'slow'), 429, { 'Retry-After': '0' }),
      (_, response) => json(response, failure('ServiceUnavailable', 'away'), 503),
      (_, response) => response.destroy(),
      (_, response) => json(response, { ok: true }),
    );
    expect(await cluster.request({ method: 'GET', path: '/a' })).toEqual({ ok: true });
    expect(asked()).toBe(4);
  });

  test('that may have been executed is not repeated', async () => {
    const { cluster, asked } = await serverThat((_, response) => response.destroy());
    await expect(cluster.request({ method: 'POST', path: '/a', body: {} })).rejects.toMatchObject({
      parts: { reason: 'cluster-unreachable' },
    });
    expect(asked()).toBe(1);
  });

  test('travels as it was written, authenticated, over one connection', async () => {
    const seen: unknown[] = [];
    const { cluster, sockets } = await serverThat((request, response, body) => {
      seen.push([
        request.method,
        request.url,
        request.headers.authorization,
        request.headers['content-type'],
        body,
      ]);
      json(response, {}, 200, { Warning: '299 - "a is \\"old\\"", 299 - "b"' });
    });
    const body = { spec: { from: [], ofTheFuture: null } };
    const headers = { 'Content-Type': 'application/apply-patch+yaml' };
    for (let round = 0; round < 5; round++)
      await cluster.request({
        method: 'PATCH',
        path: '/a',
        query: { force: true, no: undefined },
        body,
        headers,
      });
    expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(
      new Set([
        JSON.stringify([
          'PATCH',
          '/a?force=true',
          'Bearer the-token',
          headers['Content-Type'],
          JSON.stringify(body),
        ]),
      ]),
    );
    expect(sockets()).toBe(1);
    expect(cluster.warnings()).toEqual(['a is "old"', 'b']);
  });

  test('fails with what the server says', async () => {
    const causes = [
      { field: '.spec.replicas', message: 'conflict with "kubectl"', reason: 'FieldManagerConflict' },
    ];
    const { cluster } = await serverThat((_, response) =>
      json(response, failure('Conflict', 'no', causes), 409),
    );
    const error = await cluster.request({ method: 'GET', path: '/a' }).catch((thrown: ApiError) => thrown);
    expect(error).toMatchObject({ status: 409, reason: 'Conflict', message: 'no', causes, asked: 'GET /a' });
  });

  test('of any status is an answer where the status is the app’s', async () => {
    const { cluster, asked } = await serverThat((_, response) => json(response, { down: true }, 503));
    expect(await cluster.exchange({ method: 'GET', path: '/proxy' })).toMatchObject({
      status: 503,
      text: '{"down":true}',
    });
    expect(asked()).toBe(1);
  });

  test('ends when it is aborted', async () => {
    const { cluster } = await serverThat(() => undefined);
    const signal = AbortSignal.timeout(50);
    const error = await cluster
      .request({ method: 'GET', path: '/a', signal })
      .catch((thrown: unknown) => thrown);
    expect(error).toBe(signal.reason);
  });
});

const answer = (status: number, retryAfter?: string) => ({ kind: 'answer' as const, status, retryAfter });
const loss = (kind: 'cut' | 'never-sent' | 'timeout' | 'other') => ({ kind: 'loss' as const, loss: kind });

test.each([
  ['POST', answer(429, '2'), 0, 2000],
  ['GET', answer(503), 0, 200],
  ['GET', answer(503), 9, 4000],
  ['PATCH', loss('cut'), 1, 400],
  ['PUT', answer(503), 0, undefined],
  ['POST', loss('cut'), 0, undefined],
  ['DELETE', loss('never-sent'), 0, 200],
  ['GET', loss('other'), 0, undefined],
  ['GET', answer(404), 0, undefined],
  ['GET', answer(429, '3600'), 0, undefined],
] as const)('%s after %o, attempt %i: %s', (method, trouble, attempt, delay) => {
  expect(retryDelay({ method }, trouble, attempt, 0)).toBe(delay);
});

test('a POST that changes nothing is repeated like a GET', () =>
  expect(retryDelay({ method: 'POST', repeatable: true }, answer(503), 0, 0)).toBe(200));

test('patience ends', () => expect(retryDelay({ method: 'GET' }, answer(503), 3, 29_900)).toBeUndefined());

test('warnings are read from one header or several', () => {
  expect(warningTexts(['299 - "a"', '299 kube "b, c"'])).toEqual(['a', 'b, c']);
  expect(warningTexts(undefined)).toEqual([]);
});
