import { describe, expect, test } from 'vitest';
import type { Asked, Question } from '../src/answer.ts';
import { insideVantage, type PodTarget } from '../src/inside.ts';
import { masked } from '../src/masked.ts';
import { resolveChecks } from '../src/resolve-checks.ts';
import { outside } from './vantage-ports.ts';

const page = (status: number): Asked => ({
  kind: 'answer',
  status,
  headers: {},
  body: '',
  truncated: false,
  timings: { ttfb: 4 },
});
const target = (pod: string, service = 'web'): PodTarget => ({ service, pod, port: 8080, tls: false });
const home = resolveChecks([]);
const inside = { questions: 5, version: '1.2.3' };

test('outside asks below the path of the URL', async () => {
  const asked: string[] = [];
  const ask = async ({ url }: Question) => {
    asked.push(url);
    return page(200);
  };
  const vantage = outside({ urls: ['https://example.com/shop/'] }, { ask });
  await vantage.ask(resolveChecks([{ path: '/health' }]));
  expect(asked).toEqual(['https://example.com/shop/health']);
});

test.each([
  ['there is no URL', [], home],
  ['every check is of one Service', ['https://example.com'], resolveChecks([{ service: 'api' }])],
])('outside abstains when %s', async (_name, urls, checks) => {
  const round = await outside({ urls }, { ask: async () => page(200) }).ask(checks);
  expect(round).toMatchObject({ abstains: expect.any(String), observations: [] });
});

test('outside abstains with the reason when the URL may not be asked', async () => {
  const ask = async (): Promise<Asked> => ({ kind: 'none', why: 'never asked' });
  const vantage = outside({ urls: ['http://169.254.169.254'] }, { ask });
  expect((await vantage.ask(home)).abstains).toBe('never asked');
});

test('inside keeps the worst pod of each check', async () => {
  const view = { services: ['web'], targets: [target('a'), target('b'), target('c')] };
  const vantage = insideVantage(
    () => view,
    async ({ pod }) => page(pod === 'b' ? 500 : 200),
    inside,
  );
  const round = await vantage.ask(home);
  expect(round.abstains).toBeUndefined();
  expect(round.observations).toMatchObject([{ check: 'GET /', class: 'assertion', target: 'b' }]);
});

test('inside comes round to every pod of a large Service', async () => {
  const pods = Array.from({ length: 12 }, (_, index) => `pod-${index}`);
  const view = { services: ['web'], targets: pods.map((pod) => target(pod)) };
  const asked: string[] = [];
  const vantage = insideVantage(
    () => view,
    async ({ pod }) => {
      asked.push(pod);
      return page(200);
    },
    inside,
  );
  for (let round = 0; round < 3; round++) await vantage.ask(home);
  expect(asked).toHaveLength(15);
  expect(new Set(asked).size).toBe(12);
});

test('a Service without a ready pod fails its checks', async () => {
  const vantage = insideVantage(
    () => ({ services: ['web'], targets: [] }),
    async () => page(200),
    inside,
  );
  expect((await vantage.ask(home)).observations).toMatchObject([
    { class: 'connect', target: 'web', got: 'the Service web sends traffic to no ready pod' },
  ]);
});

test('inside abstains when nothing can be asked, and says why', async () => {
  const view = { services: ['web'], targets: [target('a')] };
  const forbidden = insideVantage(
    () => view,
    async () => ({ kind: 'none', why: 'no right' }),
    inside,
  );
  expect((await forbidden.ask(home)).abstains).toBe('no right');
  const none = insideVantage(
    () => ({ services: [], targets: [] }),
    async () => page(200),
    inside,
  );
  expect((await none.ask(home)).abstains).toContain('no Service with an HTTP port');
});

test('a credential of a check is never sent to the API server', async () => {
  const checks = resolveChecks([{ headers: { Authorization: 'Bearer s3cret' } }]);
  let sent = 0;
  const vantage = insideVantage(
    () => ({ services: ['web'], targets: [target('a')] }),
    async () => {
      sent++;
      return page(200);
    },
    inside,
  );
  expect((await vantage.ask(checks)).abstains).toContain('Authorization');
  expect(sent).toBe(0);
});

test('inside asks so many questions of few pods too, in turn', async () => {
  const asked: string[] = [];
  const vantage = insideVantage(
    () => ({ services: ['web'], targets: [target('a'), target('b')] }),
    async ({ pod }) => {
      asked.push(pod);
      return page(pod === 'b' ? 500 : 200);
    },
    inside,
  );
  const round = await vantage.ask(home);
  expect(asked.toSorted().join('')).toBe('aaabb');
  expect(round.observations).toMatchObject([{ asked: 5, failed: 2, target: 'b' }]);
});

const barred = (pod: string): Asked => {
  const detail = `error trying to reach service: dial tcp ${pod}:80: i/o timeout`;
  return { kind: 'fault', class: 'connect', detail, barred: true, timings: {} };
};

test('inside abstains when the network lets the API server reach no pod', async () => {
  const view = { services: ['web'], targets: [target('a'), target('b')] };
  const none = insideVantage(
    () => view,
    async ({ pod }) => barred(pod),
    inside,
  );
  expect((await none.ask(home)).abstains).toContain('a firewall or NetworkPolicy may forbid it');
  const one = insideVantage(
    () => view,
    async ({ pod }) => (pod === 'b' ? barred(pod) : page(200)),
    inside,
  );
  expect(await one.ask(home)).toMatchObject({ observations: [{ class: 'connect', target: 'b' }] });
});

test('what may write is asked once a round, from outside only, of each address in turn', async () => {
  const checks = resolveChecks([{ method: 'POST', path: '/orders', body: '{}' }, { path: '/' }]);
  const asked: string[] = [];
  const seen = outside(
    { questions: 2 },
    {
      ask: async ({ method, url, body, turn }) => {
        asked.push(`${method} ${new URL(url).pathname} ${body} ${turn}`);
        return page(200);
      },
    },
  );
  await seen.ask(checks);
  await seen.ask(checks);
  expect(asked).toEqual([
    'POST /orders {} 0',
    'GET / undefined 0',
    'GET / undefined 1',
    'POST /orders {} 1',
    'GET / undefined 2',
    'GET / undefined 3',
  ]);
  const view = () => ({ services: ['web'], targets: [target('a')] });
  const round = await insideVantage(view, async () => page(200), inside).ask(checks);
  expect(round.observations).toMatchObject([
    { check: 'POST /orders', class: 'void', got: 'the right to ask pods is one to GET, not to POST' },
    { check: 'GET /', class: 'pass' },
  ]);
});

test('inside asks HTTP checks only', async () => {
  const vantage = insideVantage(
    () => ({ services: ['web'], targets: [target('a')] }),
    async () => page(200),
    inside,
  );
  const round = await vantage.ask(resolveChecks([{ tcp: 'db.example.com:5432' }]));
  expect(round.abstains).toBe('no check asks the app over HTTP');
});

test('outside asks every kind of check, and the next address with each question', async () => {
  const turns: number[] = [];
  const vantage = outside(
    { questions: 3, env: { WORKADAY_VERSION: '1.2.3' } },
    {
      ask: async ({ turn }) => {
        turns.push(turn);
        return { ...page(turn === 4 ? 500 : 200), address: `10.0.0.${turn}` } as Asked;
      },
      reach: async ({ tls }) => ({
        kind: 'connected',
        certificateDays: tls ? 3 : 0,
        timings: { connect: 1 },
      }),
      run: async ({ argv, env }) => ({
        kind: 'exited',
        code: 2,
        said: `${argv[1]} of ${env['WORKADAY_VERSION']}`,
        ms: 5,
      }),
    },
  );
  const checks = resolveChecks([
    {},
    { tcp: 'db.example.com:5432' },
    { tls: 'shop.example.com', expect: ['certificate.days > 14'] },
    { command: ['bin/check', 'orders'] },
  ]);
  const first = await vantage.ask(checks);
  const second = await vantage.ask(checks);
  expect(turns).toEqual([0, 1, 2, 3, 4, 5]);
  expect(first.observations).toMatchObject([
    { check: 'GET /', class: 'pass', asked: 3, failed: 0 },
    { check: 'tcp db.example.com:5432', class: 'pass', target: 'db.example.com:5432' },
    { class: 'assertion', expected: 'certificate.days > 14', got: '3 days', asked: 3, failed: 3 },
    { class: 'assertion', expected: 'exit code 0', got: 'exit code 2: "orders of 1.2.3"', asked: 1 },
  ]);
  expect(second.observations[0]).toMatchObject({
    target: 'shop.example.com (10.0.0.4)',
    asked: 3,
    failed: 1,
  });
});

test.each([
  [{ age: '120' }, 'age: 120'],
  [{ age: '0', 'x-cache': 'HIT from edge' }, 'x-cache: HIT from edge'],
  [{ 'cf-cache-status': 'HIT' }, 'cf-cache-status: HIT'],
])('an answer of a cache (%o) is void, for it may be older than the release', async (headers, sign) => {
  const ask = async (): Promise<Asked> => ({ ...page(200), headers }) as Asked;
  expect((await outside({}, { ask }).ask(home)).abstains).toContain(sign);
});

test('a check can ask past caches', async () => {
  const urls: string[] = [];
  const ask = async ({ url }: Question) => {
    urls.push(url);
    return page(200);
  };
  await outside({}, { ask }).ask(
    resolveChecks([{ 'cache-bust': true }, { path: '/a?b=1', 'cache-bust': true }]),
  );
  expect(urls).toEqual([
    'https://shop.example.com/?workaday=abc',
    'https://shop.example.com/a?b=1&workaday=abc',
  ]);
});

test.each(['dns', 'connect', 'tls', 'timeout'] as const)(
  'a host that nobody configured accuses nobody by %s',
  async (kind) => {
    const ask = async (): Promise<Asked> => ({ kind: 'fault', class: kind, detail: 'not here', timings: {} });
    expect((await outside({ found: true }, { ask }).ask(home)).abstains).toBe(
      'not here; nobody said that it can be asked from here',
    );
    expect((await outside({}, { ask }).ask(home)).abstains).toBeUndefined();
  },
);

test('no word of a vantage holds a secret', async () => {
  const ask = async (): Promise<Asked> => ({ ...page(500), body: 'token s3cret-token' }) as Asked;
  const vantage = masked(outside({}, { ask }), (text) => text.replaceAll('s3cret-token', '***'));
  expect(JSON.stringify(await vantage.ask(home))).toContain('token ***');
  expect(JSON.stringify(await vantage.ask(home))).not.toContain('s3cret');
});

describe('an answer that says its version', () => {
  const checks = resolveChecks([{ version: 'header(x-version)' }]);
  const from = (version: string | undefined, status = 200) => {
    const headers = version === undefined ? {} : { 'x-version': version };
    const ask = async (): Promise<Asked> => ({ ...page(status), headers }) as Asked;
    return outside({}, { ask }).ask(checks);
  };

  test('passes when it is that of the release', async () => {
    expect((await from('1.2.3')).observations).toMatchObject([{ class: 'pass' }]);
  });
  test('is void when another version answered, good or bad', async () => {
    for (const status of [200, 500]) {
      expect((await from('1.2.2', status)).abstains).toBe('version "1.2.2" answered, not 1.2.3');
    }
  });
  test('proves nothing when it does not say it', async () => {
    expect((await from(undefined)).observations).toMatchObject([
      { class: 'assertion', expected: 'an answer that says its version', got: 'no header x-version' },
    ]);
    expect((await from(undefined, 500)).observations).toMatchObject([
      { got: 'status 500 with an empty body' },
    ]);
  });
});
