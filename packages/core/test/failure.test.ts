import { describe, expect, it } from 'vitest';
import { errorMessage, Failure } from '../src/failure.ts';

describe('errorMessage', () => {
  it.each([
    ['an error', new Error('it broke'), 'it broke'],
    ['a cause', new Error('it broke', { cause: new Error('no disk') }), 'it broke: no disk'],
    [
      'a cause that is told already',
      new Error('it broke: no disk', { cause: new Error('no disk') }),
      'it broke: no disk',
    ],
    ['a chain', new Error('a', { cause: new Error('b', { cause: 'c' }) }), 'a: b: c'],
    ['an error without text', new TypeError(), 'TypeError'],
    ['a string', 'it broke', 'it broke'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
  ])('of %s', (_, error, text) => expect(errorMessage(error)).toBe(text));
});

it('a Failure is an Error that keeps its parts and its cause', () => {
  const cause = new Error('refused');
  const failure = new Failure({ reason: 'r', what: 'it happened', next: 'do this', cause });
  expect(failure).toBeInstanceOf(Error);
  expect(failure.message).toBe('it happened');
  expect(failure.cause).toBe(cause);
  expect(failure.parts.next).toBe('do this');
});
