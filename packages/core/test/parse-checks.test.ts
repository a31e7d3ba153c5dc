import { expect, test } from 'vitest';
import { parseChecks } from '../src/config.ts';
import { Failure } from '../src/failure.ts';

test('a list of checks is read as workaday.yml has it', () => {
  expect(parseChecks('- path: /health\n- path: /shop\n  status: 401\n', 'the input checks')).toEqual([
    { path: '/health' },
    { path: '/shop', status: 401 },
  ]);
});

test.each([
  ['an empty list', '[]', /at least one check/],
  ['no list', 'path: /', /the input checks has an error/],
  ['broken YAML', '- path: "/', /line 1/],
])('%s is refused', (_name, text, message) => {
  expect(() => parseChecks(text, 'the input checks')).toThrow(message);
});

test('every error is listed with its line', () => {
  try {
    parseChecks('- path: health\n- status: "200"\n- paht: /\n', 'the input checks');
    expect.unreachable();
  } catch (error) {
    const parts = error instanceof Failure ? error.parts : undefined;
    expect(parts?.reason).toBe('bad-input');
    expect(parts?.problems?.map((problem) => problem.place?.line)).toEqual([1, 2, 3]);
  }
});
