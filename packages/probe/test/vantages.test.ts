import { expect, test } from 'vitest';
import type { Asked } from '../src/answer.ts';
import { resolveChecks } from '../src/checks.ts';
import { insideVantage, type PodTarget } from '../src/inside.ts';
import { outsideVantage } from '../src/outside.ts';

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

test('outside asks below the path of the URL', async () => {
  const asked: string[] = [];
  const vantage = outsideVantage('https://example.com/shop/', async ({ url }) => {
    asked.push(url);
    return page(200);
  });
  await vantage.ask(resolveChecks([{ path: '/health' }]));
  expect(asked).toEqual(['https://example.com/shop/health']);
});

test.each([
  ['there is no URL', undefined, home],
  ['every check is of one Service', 'https://example.com', resolveChecks([{ service: 'api' }])],
])('outside abstains when %s', async (_name, url, checks) => {
  const round = await outsideVantage(url, async () => page(200)).ask(checks);
  expect(round).toMatchObject({ abstains: expect.any(String), observations: [] });
});

test('outside abstains with the reason when the URL may not be asked', async () => {
  const vantage = outsideVantage('http://169.254.169.254', async () => ({
    kind: 'none',
    why: 'never asked',
  }));
  expect((await vantage.ask(home)).abstains).toBe('never asked');
});

test('inside keeps the worst pod of each check', async () => {
  const view = { services: ['web'], targets: [target('a'), target('b'), target('c')] };
  const vantage = insideVantage(
    () => view,
    async ({ pod }) => page(pod === 'b' ? 500 : 200),
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
  );
  for (let round = 0; round < 3; round++) await vantage.ask(home);
  expect(asked).toHaveLength(15);
  expect(new Set(asked).size).toBe(12);
});

test('a Service without a ready pod fails its checks', async () => {
  const vantage = insideVantage(
    () => ({ services: ['web'], targets: [] }),
    async () => page(200),
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
  );
  expect((await forbidden.ask(home)).abstains).toBe('no right');
  const none = insideVantage(
    () => ({ services: [], targets: [] }),
    async () => page(200),
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
  );
  expect((await vantage.ask(checks)).abstains).toContain('Authorization');
  expect(sent).toBe(0);
});
