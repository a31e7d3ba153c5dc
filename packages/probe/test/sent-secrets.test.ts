import { expect, test } from 'vitest';
import { resolveChecks, resolveControl } from '../src/resolve-checks.ts';
import { sentSecrets, shownPath } from '../src/sent-secrets.ts';

test.each([
  ['/health?full=1', '/health?full=1'],
  ['/health?token=s3cret', '/health?token=***'],
  ['/a?x=1&api_key=abc&y=2', '/a?x=1&api_key=***&y=2'],
  ['https://a.example/?X-Amz-Signature=abc', 'https://a.example/?X-Amz-Signature=***'],
  ['https://ann:p%40ss@a.example/?x=1', 'https://ann:***@a.example/?x=1'],
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

test.each([
  ['Authorization', 'Bearer abcdef', ['Bearer abcdef', 'abcdef']],
  ['authorization', 'Basic YW5uOnBhOnNz', ['Basic YW5uOnBhOnNz', 'YW5uOnBhOnNz', 'ann:pa:ss', 'pa:ss']],
  ['Cookie', 'session=abc; theme=dark', ['session=abc; theme=dark', 'abc', 'dark']],
  ['X-Api-Key', 'key-1', ['key-1']],
  ['Accept', 'application/json', []],
  ['User-Agent', 'Mozilla/5.0', []],
])('of the header %s: %s, %j are secrets', (name, value, secrets) => {
  expect(sentSecrets(resolveChecks([{ headers: { [name]: value } }]))).toEqual(secrets);
});

test.each([
  ['{"user":"ann","password":"hunter\\"2"}', ['hunter"2']],
  ['user=ann&api_token=a%2Bb', ['a+b']],
  ['{"note":"not JSON \\q","token":"\\q"}', ['\\q']],
  ['just text', []],
])('of the body %s, %j are secrets', (body, secrets) => {
  expect(sentSecrets(resolveChecks([{ method: 'POST', body }]))).toEqual(secrets);
});

test.each([
  ['https://ann:p%40ss@a.example/', ['p%40ss', 'p@ss']],
  ['https://ann:100%25@a.example/', ['100%25', '100%']],
  ['https://ann:100%@a.example/', ['100%']],
])('of %s, the password is known as it is sent and as it is: %j', (url, secrets) => {
  expect(sentSecrets(resolveControl([{ url }]))).toEqual(secrets);
});
