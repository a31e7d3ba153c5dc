import { expect, test } from 'vitest';
import type { Condition } from '../../src/conditions/condition.ts';
import { evaluate, type Facts } from '../../src/conditions/evaluate.ts';
import { parseCondition } from '../../src/conditions/parse.ts';

const facts: Facts = {
  status: 200,
  latency: 120,
  body: JSON.stringify({
    status: 'ok',
    count: 3,
    none: null,
    tags: ['a', 'b'],
    big: 9007199254740992,
    deep: [{ n: 1 }, { n: 2 }],
  }),
  truncated: false,
  headers: { 'content-type': 'application/json; charset=utf-8', age: '7' },
  certificateDays: 20,
  host: 'shop.example.com',
};

function of(text: string, more: Partial<Facts> = {}) {
  const condition = parseCondition(text);
  if ('problem' in condition) throw new Error(condition.problem);
  return evaluate(condition as Condition, { ...facts, ...more });
}

test.each([
  'status == 200',
  'status < 400',
  'latency < 800ms',
  'body contains "ok"',
  'body matches /"count":\\s*[0-9]+/',
  'header(Content-Type) contains "json"',
  'header(Age) == "7"',
  'header(content-type) exists',
  'json($.status) == "ok"',
  'json($.status) != "down"',
  'json($.count) >= 3',
  'json($.none) == null',
  'json($.none) exists',
  'json($.status) != null',
  'json($.tags) contains "b"',
  'json($.status) matches /^o/',
  'json($.deep[?@.n > 1].n) == 2',
  'certificate.days > 14',
  'url.host == "shop.example.com"',
])('%s holds', (text) => expect(of(text)).toEqual({ pass: true }));

test.each([
  ['status == 204', {}, 'status 200'],
  ['status < 400', { status: undefined }, 'no HTTP answer'],
  ['latency < 100ms', {}, '120ms'],
  ['body == "x"', {}, /^"\{/],
  ['body != "x"', { truncated: true }, 'a body that is too long to be read as a whole'],
  ['json($.status) == "ok"', { truncated: true }, 'a body that is too long to be read as JSON'],
  ['header(x-version) == "1"', {}, 'no header x-version'],
  ['header(x-version) != "1"', {}, 'no header x-version'],
  ['header(constructor) exists', {}, 'no header constructor'],
  ['json($.missing) != "x"', {}, 'nothing at $.missing'],
  ['json($.missing) exists', {}, 'nothing at $.missing'],
  ['json($.count) == "3"', {}, '3, which is a number, not text'],
  ['json($.status) > 1', {}, '"ok", which is no number'],
  ['json($.status) == true', {}, '"ok", which is text, not true or false'],
  ['json($.count) contains "3"', {}, '3, which is neither text nor a list'],
  ['json($.none) > 0', {}, 'null, which is no number'],
  ['json($.count) matches /3/', {}, '3, which is no text'],
  ['json($.big) == 1', {}, /a number too large to be compared exactly/],
  ['json($.deep[*].n) == 1', {}, '2 values at $.deep[*].n, expected exactly one'],
  ['json($.deep) == 1', {}, /which is a list, not a number/],
  ['json($.status) == "ok"', { body: '<html>' }, 'the body is not JSON'],
  ['json($.status) == "ok"', { body: '' }, 'the body is not JSON'],
  [
    'certificate.days > 14',
    { certificateDays: undefined },
    'an answer without a certificate, over plain http',
  ],
  ['certificate.days > 14', { certificateDays: -1 }, '-1 days'],
  ['url.host == "shop.example.com"', { host: 'login.example.com' }, '"login.example.com"'],
])('%s with %o fails and says why', (text, more, got) => {
  const expected = typeof got === 'string' ? got : expect.stringMatching(got);
  expect(of(text, more)).toEqual({ pass: false, expected: text, got: expected });
});

test('a pattern takes no longer for a hostile body', () => {
  expect(of('body matches /^(a+)+$/', { body: `${'a'.repeat(50_000)}!` })).toMatchObject({ pass: false });
});
