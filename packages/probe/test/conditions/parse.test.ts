import { expect, test } from 'vitest';
import { parseCondition } from '../../src/conditions/parse.ts';

test.each([
  ['status == 200', { subject: { of: 'status' }, operator: '==', operand: 200 }],
  ['latency < 800ms', { subject: { of: 'latency' }, operator: '<', operand: 800 }],
  ['latency <= 1.5s', { operator: '<=', operand: 1500 }],
  ['body contains "Wel\\"come"', { operator: 'contains', operand: 'Wel"come' }],
  ['body matches /wel+come/i', { operator: 'matches' }],
  ['header(Content-Type) exists', { subject: { of: 'header', name: 'content-type' }, operator: 'exists' }],
  [
    'json($.a[?@.b == "x)"].c) == null',
    { subject: { of: 'json', path: '$.a[?@.b == "x)"].c' }, operand: null },
  ],
  ['json($.ok)==true', { operator: '==', operand: true }],
  ['json($.count) >= -1.5', { operator: '>=', operand: -1.5 }],
  ['certificate.days > 14', { subject: { of: 'certificate.days' }, operand: 14 }],
  ['  url.host != "login.example.com"  ', { operator: '!=', operand: 'login.example.com' }],
])('%s', (text, expected) => {
  expect(parseCondition(text)).toMatchObject({ text: text.trim(), ...expected });
});

test.each([
  ['', /begins with nothing known/],
  ['statsu == 200', /begins with nothing known, expected status, latency/],
  ['status', /in no known way, expected == != < <= > >=, such as status < 400/],
  ['status = 200', /in no known way/],
  ['status == "200"', /compares status with "200", expected a whole number/],
  ['status == 99', /expected 100 to 599/],
  ['status == 200 or 201', /expected a whole number/],
  ['status contains 2', /in no known way/],
  ['latency > "word"', /expected a duration, such as latency < 800ms/],
  ['latency < 800', /expected a duration/],
  ['latency == 1s', /in no known way/],
  ['body == Welcome', /expected text in double quotes/],
  ['body < "a"', /in no known way/],
  ['body contains ""', /not empty/],
  ['body matches "x"', /expected a pattern between slashes/],
  ['body matches /(/', /the pattern cannot be used/],
  ['body matches /(?=x)/', /without look-around/],
  [`body matches /${'a'.repeat(501)}/`, /longer than 500/],
  ['header(a b) exists', /no header name/],
  ['header(x) exists now', /where nothing follows/],
  ['header() == "x"', /no header name/],
  ['json($.a < 1', /begins with nothing known/],
  ['json(a.b) == 1', /is no JSONPath/],
  ['json($..a..b) == 1', /more than one \.\./],
  ['json($[?match(@.a, "x")]) exists', /not supported/],
  ['json($.a) == [1]', /expected text in double quotes, a number/],
  ['json($.a) == 1e999', /expected text/],
  ['json($.a) == 9007199254740993', /expected text/],
  ['json($.a) < "b"', /expected a number/],
  ['certificate.days > 2w', /expected a whole number/],
  ['certificate.days exists', /in no known way/],
  ['x'.repeat(1001), /longer than 1000/],
])('%s makes no sense', (text, why) => {
  expect(parseCondition(text)).toEqual({ problem: expect.stringMatching(why) });
});
