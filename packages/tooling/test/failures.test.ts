import { expect, it } from 'vitest';
import { failedStep, recap } from '../src/testing/failures.ts';

it('names everything with the beginning of why', () => {
  const why = `\u001b[31mAssertionError\u001b[39m: no\n\n${Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n')}`;
  const lines = recap([
    { name: 'types', why: 'x' },
    { name: 'a.test.ts › b', why },
  ]).split('\n');
  expect(lines.slice(0, 6)).toEqual([
    '',
    'What failed:',
    '✗ types',
    '    x',
    '✗ a.test.ts › b',
    '    AssertionError: no',
  ]);
  expect(lines.at(-1)).toBe('    …');
  expect(lines).toHaveLength(31);
});

it('says how many are not shown', () => {
  const many = Array.from({ length: 45 }, (_, number) => ({ name: `test ${number}`, why: 'no' }));
  expect(recap(many).split('\n').at(-1)).toBe('… and 5 more');
});

it('keeps the end of what a step said', () => {
  const said = Array.from({ length: 40 }, (_, line) => `line ${line}\n`).join('');
  const { why } = failedStep('types', said);
  expect(why.split('\n').at(0)).toBe('line 15');
  expect(why.split('\n').at(-1)).toBe('line 39');
});
