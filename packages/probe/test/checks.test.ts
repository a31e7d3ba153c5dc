import { Failure } from '@workaday/core';
import { expect, test } from 'vitest';
import { resolveChecks, resolveControl } from '../src/resolve-checks.ts';

test('without configured checks, GET / must answer exactly 200 within 5 seconds', () => {
  expect(resolveChecks([])).toEqual([
    {
      kind: 'http',
      name: 'GET /',
      method: 'GET',
      body: undefined,
      path: '/',
      status: 200,
      contains: undefined,
      headers: {},
      redirects: 0,
      version: undefined,
      cacheBust: false,
      expect: [],
      timeout: 5000,
      service: undefined,
    },
  ]);
});

test('a configured check keeps what it says and gets the rest', () => {
  const [check] = resolveChecks([{ path: '/health?full=1', status: 401, timeout: '300ms', service: 'api' }]);
  expect(check).toMatchObject({
    name: 'GET /health?full=1 of api',
    status: 401,
    timeout: 300,
    service: 'api',
  });
});

test('everything that is wrong is said at once, and header values never', () => {
  const failure = failureOf(() =>
    resolveChecks([
      { path: '/a b' },
      { path: '/x', timeout: '5m' },
      { path: '/x' },
      { name: 'h', headers: { 'bad name': 'v', Connection: 'close', 'x-token': 's3cret\nInjected: yes' } },
    ]),
  );
  expect(failure.parts.reason).toBe('bad-config');
  const problems = failure.parts.problems?.map((problem) => problem.what) ?? [];
  expect(problems).toHaveLength(6);
  expect(problems.join('\n')).toMatch(/check 1 .*without spaces/);
  expect(problems.join('\n')).toMatch(/check 2 .*timeout outside/);
  expect(problems.join('\n')).toMatch(/check 3 .*name of an earlier one/);
  expect(problems.join('\n')).toMatch(/check 4 .*x-token that HTTP does not allow/);
  expect(problems.join('\n')).not.toContain('s3cret');
});

test.each(['/../secrets', '/a/%2e%2e/b', '/a/..', '/./x'])('%s could leave the pod that is asked', (path) => {
  expect(failureOf(() => resolveChecks([{ path }])).message).toContain('.. segments');
});

test('what may write has a method, and is not sent twice', () => {
  const [check] = resolveChecks([{ method: 'POST', path: '/orders?token=abc', body: '{}', status: 201 }]);
  expect(check).toMatchObject({ name: 'POST /orders?token=***', method: 'POST', body: '{}' });
  const wrong = [
    { name: 'a', body: '{}' },
    { name: 'b', method: 'PUT', redirects: 1 },
  ] as const;
  const { message } = failureOf(() => resolveChecks(wrong));
  expect(message).toMatch(
    /check 1 .* has a body, which a GET does not send; name the `method`, such as POST/,
  );
  expect(message).toMatch(/check 2 .* follows redirects with PUT, which could write twice/);
});

test('more checks than a round can hold are refused', () => {
  const many = Array.from({ length: 51 }, (_, index) => ({ path: `/${index}` }));
  expect(failureOf(() => resolveChecks(many)).message).toContain('at most 50');
});

test('every kind gets its defaults', () => {
  expect(
    resolveChecks([
      { tcp: 'db.example.com:5432' },
      { tls: 'shop.example.com' },
      { tls: '[2001:db8::1]:8443', timeout: '1s' },
      { command: ['bin/check', '--fast'] },
    ]),
  ).toMatchObject([
    { kind: 'tcp', name: 'tcp db.example.com:5432', host: 'db.example.com', port: 5432, timeout: 5000 },
    { kind: 'tls', name: 'tls shop.example.com', host: 'shop.example.com', port: 443 },
    { kind: 'tls', host: '[2001:db8::1]', port: 8443, timeout: 1000 },
    { kind: 'command', name: 'bin/check --fast', argv: ['bin/check', '--fast'], timeout: 30_000 },
  ]);
});

test('a condition on the status takes the place of the exact status', () => {
  const [check] = resolveChecks([{ expect: ['status < 400'] }]);
  expect(check).toMatchObject({ status: undefined, expect: [{ text: 'status < 400' }] });
});

test.each([
  [{ expect: ['latency > "word"'] }, 'expected a duration, such as latency < 800ms'],
  [{ expect: ['statsu == 200'] }, 'begins with nothing known'],
  [{ status: 200, expect: ['status < 400'] }, 'says twice what the status must be'],
  [{ tcp: 'db:70000' }, 'expected 1 to 65535'],
  [{ tls: 'shop.example.com', expect: ['body contains "x"'] }, 'only latency and certificate.days are known'],
  [{ command: [' '] }, 'names no program'],
  [{ version: 'body' }, 'is no place of a version, expected one such as header(x-version)'],
  [{ version: 'header(x-version) == "1"' }, 'is no place of a version'],
  [{ version: 'x-version' }, 'begins with nothing known'],
])('%o is refused', (raw, why) => {
  expect(failureOf(() => resolveChecks([raw])).message).toContain(why);
});

test('dependencies have a place of their own', () => {
  const control = resolveControl([
    { url: 'https://auth.example.com/health' },
    { tcp: 'db.example.com:5432' },
  ]);
  expect(control).toMatchObject([
    { kind: 'http', name: 'GET https://auth.example.com/health', url: 'https://auth.example.com/health' },
    { kind: 'tcp', port: 5432 },
  ]);
  expect(failureOf(() => resolveControl([{ url: 'https://a.example', timeout: '5m' }])).message).toMatch(
    /the control cannot be asked: dependency 1 .*timeout outside/,
  );
});

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it was accepted');
}
