import { expect, test } from 'vitest';
import { secretMask, withoutSecrets } from '../src/rollout/secret-values.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const secret = (stringData: Record<string, string>, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)])),
  stringData,
});
const password = 'pa$$word/with+signs?';

const cases: [string, object, string, string][] = [
  ['data', secret({}, { a: 'pa$$word\n' }), 'connect pa$$word@db', 'connect ***@db'],
  ['stringData', secret({ a: 'second-one' }), 'no second-one', 'no ***'],
  ['a short value, which stands in every log by chance', secret({ a: 'no' }), 'no answer', 'no answer'],
  ['base64', secret({ a: password }), `is ${base64(password)}`, 'is ***'],
  [
    'base64 for URLs',
    secret({ a: 'ÿþ~~value??>>' }),
    `is ${Buffer.from('ÿþ~~value??>>').toString('base64url')}`,
    'is ***',
  ],
  ['URL-encoded', secret({ a: password }), `?p=${encodeURIComponent(password)}&x`, '?p=***&x'],
  ['a form field', secret({ a: 'two words' }), 'p=two+words', 'p=***'],
  ['JSON', secret({ a: 'with "quotes"' }), '{"p":"with \\"quotes\\""}', '{"p":"***"}'],
  ['JSON as Go writes it', secret({ a: 'a<b>&c-d' }), '"a\\u003cb\\u003e\\u0026c-d"', '"***"'],
  ['JSON as PHP writes it', secret({ a: 'some/path/in' }), '"some\\/path\\/in"', '"***"'],
  ['HTML', secret({ a: `<a&'"b>` }), '&lt;a&amp;&#39;&quot;b&gt;', '***'],
  ['HTML with numbers', secret({ a: `<a&'"b>` }), '&lt;a&amp;&#39;&#34;b&gt;', '***'],
  ['HTML that leaves quotes', secret({ a: `<a&'"b>` }), `&lt;a&amp;'"b&gt;`, '***'],
  ['URL-encoded in small letters', secret({ a: 'a/b?c=d' }), 'a%2fb%3fc%3dd', '***'],
  ['URL-encoded base64', secret({ a: '~~??>>!!' }), 'fn4%2FPz4%2BISE%3D', '***'],
  ['hex', secret({ a: password }), Buffer.from(password).toString('hex'), '***'],
  ['HEX', secret({ a: password }), Buffer.from(password).toString('hex').toUpperCase(), '***'],
  ['what is left of it where the text ends', secret({ a: 'hunter2-hunter2' }), 'is hunter2-h…', 'is ***…'],
  ['nor where it begins', secret({ a: 'hunter2-hunter2' }), '…-hunter2 it is', '…*** it is'],
  ['what is left of its base64', secret({ a: password }), `is ${base64(password).slice(0, 9)}…`, 'is ***…'],
  ['three letters at a cut, which are no secret', secret({ a: 'hunter2' }), 'is hun…', 'is hun…'],
  ['one line of many', secret({ a: 'first-line\nsecond-line' }), 'read second-line', 'read ***'],
  [
    'a value of an env file',
    secret({ '.env': 'A=1\nDB_PASSWORD="hunter2-hunter2"' }),
    'hunter2-hunter2',
    '***',
  ],
  [
    'a value of a JSON file',
    secret({ 'a.json': '{"key": "hunter2-hunter2"}' }),
    'got hunter2-hunter2',
    'got ***',
  ],
  [
    'the password of a URL',
    secret({ url: 'postgres://me:hunter2-hunter2@db/a' }),
    'auth hunter2-hunter2',
    'auth ***',
  ],
  ['the longer of two that begin alike', secret({ a: 'secret-1', b: 'secret-12345' }), 'secret-12345', '***'],
  [
    'a ConfigMap, which is no secret',
    { ...secret({}), kind: 'ConfigMap', data: { a: 'well-known' } },
    'well-known',
    'well-known',
  ],
];
test.each(cases)('a log does not show %s', (_name, object, line, shown) => {
  expect(withoutSecrets([line], [object as never])).toEqual([shown]);
});

test.each([0, 1, 2, 3, 4, 5])('nor a secret in base64 behind %d other bytes', (before) => {
  const line = base64(`${'u'.repeat(before)}:${password}:and more`);
  const [shown = ''] = withoutSecrets([line], [secret({ a: password })]);
  expect(shown).toContain('***');
  const left = Buffer.from(shown.replace('***', ''), 'base64').toString('latin1');
  expect(left).not.toContain('word/with');
});

test('what stands in no Secret is hidden as well', () => {
  const mask = secretMask([secret({ a: 'hunter2-hunter2' })], ['the-token-of-a-header']);
  expect(mask('the-token-of-a-header and hunter2-hunter2')).toBe('*** and ***');
});
