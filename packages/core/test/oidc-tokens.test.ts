import { describe, expect, it } from 'vitest';
import { oidcTokens } from '../src/oidc-tokens.ts';
import type { HttpRequest, HttpResponse } from '../src/ports.ts';

const env = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://actions.example/idtoken?api-version=2.0',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
};

/** An endpoint that answers one after another; an Error is a connection that breaks. */
function endpoint(...answers: ([status: number, body: string] | Error)[]) {
  const asked: { url: string; request: HttpRequest }[] = [];
  const waits: number[] = [];
  const masked: string[] = [];
  const ports = {
    http: async (url: string, request: HttpRequest): Promise<HttpResponse> => {
      asked.push({ url, request });
      const answer = answers[asked.length - 1] ?? new Error('asked too often');
      if (answer instanceof Error) throw answer;
      return { status: answer[0], headers: {}, body: new TextEncoder().encode(answer[1]) };
    },
    clock: { now: () => 0, wait: async (milliseconds: number) => void waits.push(milliseconds) },
    mask: (secret: string) => void masked.push(secret),
  };
  return { tokens: oidcTokens(env, ports), ports, asked, waits, masked };
}

const good: [number, string] = [200, '{"count":1,"value":"a.b.c"}'];

describe('oidcTokens', () => {
  it('asks for an audience, encoded, and masks what it gets', async () => {
    const { tokens, asked, masked } = endpoint(good);
    expect(tokens.available).toBe(true);
    expect(await tokens.request('workaday/v1:a&audience=b')).toBe('a.b.c');
    expect(asked.map(({ url }) => url)).toEqual([
      'https://actions.example/idtoken?api-version=2.0&audience=workaday%2Fv1%3Aa%26audience%3Db',
    ]);
    expect(asked[0]?.request.headers['authorization']).toBe('Bearer request-token');
    expect(masked).toEqual(['a.b.c']);
  });

  it.each([
    ['nothing', {}],
    ['no token', { ...env, ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }],
    ['no address', { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: undefined }],
  ])('is not available with %s in the environment', async (_, given) => {
    const { ports, asked } = endpoint(good);
    const tokens = oidcTokens(given, ports);
    expect(tokens.available).toBe(false);
    await expect(tokens.request('x')).rejects.toThrow('id-token: write');
    expect(asked).toEqual([]);
  });

  it('tries again what is transient', async () => {
    const { tokens, waits } = endpoint([503, ''], new Error('reset'), good);
    expect(await tokens.request('x')).toBe('a.b.c');
    expect(waits).toEqual([500, 2000]);
  });

  it.each<[string, ([number, string] | Error)[], string, number]>([
    ['a refusal, which is not asked again', [[403, 'no']], 'HTTP 403', 1],
    [
      'an endless fault',
      [
        [502, ''],
        [429, ''],
        [500, ''],
      ],
      'HTTP 500',
      3,
    ],
    ['no connection', [new Error('a'), new Error('b'), new Error('reset')], 'does not answer: reset', 3],
    ['no JSON', [[200, '<html>']], 'no JSON', 1],
    ['null', [[200, 'null']], 'no token', 1],
    ['another type', [[200, '{"value":1}']], 'no token', 1],
    ['an empty token', [[200, '{"value":""}']], 'no token', 1],
  ])('fails for %s, without the bearer token in its words', async (_, answers, message, requests) => {
    const { tokens, asked, masked } = endpoint(...answers);
    const error: Error = await tokens.request('x').then(
      () => new Error('it did not fail'),
      (thrown: Error) => thrown,
    );
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('request-token');
    expect(asked).toHaveLength(requests);
    expect(masked).toEqual([]);
  });
});
