import { expect, test } from 'vitest';
import { resolveChecks, resolveControl } from '../src/resolve-checks.ts';
import { sentSecrets, shownPath } from '../src/sent-secrets.ts';

test.each([
  ['/health?full=1', '/health?full=1'],
  ['/health?token=s3cret', '/health?token=***'],
  ['/a?x=1&api_key=abc&y=2', '/a?x=1&api_key=***&y=2'],
  ['https://a.example/?X-Amz-Signature=abc', 'https://a.example/?X-Amz-Signature=***'],
])('%s is shown as %s', (path, shown) => expect(shownPath(path)).toBe(shown));

test('a name that nobody gave holds no secret', () => {
  expect(resolveChecks([{ path: '/x?token=s3cret' }])[0]?.name).toBe('GET /x?token=***');
  expect(resolveControl([{ url: 'https://a.example/?auth=s3cret' }])[0]?.name).toBe(
    'GET https://a.example/?auth=***',
  );
});

test('headers, telling parameters and passwords are secrets', () => {
  const checks = resolveChecks([
    { path: '/x?token=a%20b&full=1', headers: { 'x-key': 'value' } },
    { tcp: 'db:5432' },
  ]);
  const control = resolveControl([{ url: 'https://ann:pass@a.example/' }]);
  expect(sentSecrets([...checks, ...control])).toEqual(['value', 'a b', 'pass']);
});
