import { expect, test } from 'vitest';
import type { Answer } from '../src/answer.ts';
import { assess } from '../src/assertions.ts';

const answer = (parts: Partial<Answer>): Answer => ({
  kind: 'answer',
  status: 200,
  headers: {},
  body: '',
  truncated: false,
  timings: {},
  ...parts,
});

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
  const assessment = assess({ contains: undefined, ...check }, answer(parts));
  expect(assessment).toEqual(
    broken === undefined ? { pass: true } : { pass: false, expected: broken[0], got: broken[1] },
  );
});

test('what is quoted of a response is short', () => {
  const assessment = assess(
    { status: 200, contains: undefined },
    answer({ status: 500, body: 'x'.repeat(9999) }),
  );
  expect(assessment.pass ? '' : assessment.got.length).toBeLessThan(250);
});
