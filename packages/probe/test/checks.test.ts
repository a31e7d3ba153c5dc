import { Failure } from '@workaday/core';
import { expect, test } from 'vitest';
import { resolveChecks } from '../src/checks.ts';

test('without configured checks, GET / must answer exactly 200 within 5 seconds', () => {
  expect(resolveChecks([])).toEqual([
    {
      name: 'GET /',
      path: '/',
      status: 200,
      contains: undefined,
      headers: {},
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
  expect(problems.join('\n')).toMatch(/check 3 .*name of an earlier check/);
  expect(problems.join('\n')).toMatch(/check 4 .*x-token that HTTP does not allow/);
  expect(problems.join('\n')).not.toContain('s3cret');
});

test.each(['/../secrets', '/a/%2e%2e/b', '/a/..', '/./x'])('%s could leave the pod that is asked', (path) => {
  expect(failureOf(() => resolveChecks([{ path }])).message).toContain('.. segments');
});

test('more checks than a round can hold are refused', () => {
  const many = Array.from({ length: 51 }, (_, index) => ({ path: `/${index}` }));
  expect(failureOf(() => resolveChecks(many)).message).toContain('at most 50');
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
