import { expect, test } from 'vitest';
import type { Answer } from '../src/answer.ts';
import { assess } from '../src/assertions.ts';
import type { HttpCheck } from '../src/checks.ts';
import type { Condition } from '../src/conditions/condition.ts';
import { parseCondition } from '../src/conditions/parse.ts';
import { resolveChecks } from '../src/resolve-checks.ts';

const answer = (parts: Partial<Answer>): Answer => ({
  kind: 'answer',
  status: 200,
  headers: {},
  body: '',
  truncated: false,
  timings: {},
  ...parts,
});

const [http] = resolveChecks([]) as [HttpCheck];

test.each([
  ['the exact status', { status: 200 }, {}, undefined],
  ['an expected 401', { status: 401 }, { status: 401 }, undefined],
  ['a marker', { status: 200, contains: 'shop' }, { body: 'the shop' }, undefined],
  [
    'another success status',
    { status: 200 },
    { status: 204 },
    ['status 200', 'status 204 with an empty body'],
  ],
  [
    'a redirect to a login page',
    { status: 200 },
    { status: 302, headers: { location: 'https://login.example.com/' } },
    ['status 200', 'status 302, a redirect to "https://login.example.com/"'],
  ],
  [
    'an error',
    { status: 200 },
    { status: 500, body: 'no  database\n' },
    ['status 200', 'status 500: "no database"'],
  ],
  [
    'a missing marker',
    { status: 200, contains: 'shop' },
    { body: 'Please log in' },
    ['a body that contains "shop"', 'a body that begins "Please log in"'],
  ],
  [
    'a marker behind what was read',
    { status: 200, contains: 'shop' },
    { body: 'abc', truncated: true },
    ['a body that contains "shop" in the first 3 characters', 'a body that begins "abc"'],
  ],
] as const)('%s', (_name, check, parts, broken) => {
  const assessment = assess({ ...http, ...check }, answer(parts), 'outside');
  expect(assessment).toEqual(
    broken === undefined ? { pass: true } : { pass: false, expected: broken[0], got: broken[1] },
  );
});

test('what is quoted of a response is short', () => {
  const assessment = assess(http, answer({ status: 500, body: 'x'.repeat(9999) }), 'outside');
  expect(assessment.pass ? '' : assessment.got.length).toBeLessThan(250);
});

test('conditions are looked at in order, and those on host and certificate from outside only', () => {
  const conditions = ['json($.ok) == true', 'certificate.days > 14'].map(
    (text) => parseCondition(text) as Condition,
  );
  const check = { ...http, expect: conditions };
  const found = answer({ body: '{"ok":true}', certificateDays: 3 });
  expect(assess(check, found, 'inside')).toEqual({ pass: true });
  expect(assess(check, found, 'outside')).toEqual({
    pass: false,
    expected: 'certificate.days > 14',
    got: '3 days',
  });
  expect(assess(check, answer({ body: '{}' }), 'inside')).toEqual({
    pass: false,
    expected: 'json($.ok) == true',
    got: 'nothing at $.ok',
  });
});
