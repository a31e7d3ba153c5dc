import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt, prose } from '../src/telling/prose.ts';
import { hostileText } from './support/hostile.ts';

describe('prose', () => {
  it.each([
    ['add `--dry-run` to it', 'add `--dry-run` to it'],
    ['`a` and `b`', '`a` and `b`'],
    ['call `@octocat` and @octocat', 'call `@octocat` and @<!-- -->octocat'],
    ['one ` only', 'one \\` only'],
    ['``a` b', '\\`\\`a\\` b'],
    ['`a``', '\\`a\\`\\`'],
    ['`a | b`', '\\`a \\| b\\`'],
    ['` `', '\\` \\`'],
    ['@`\u200b`octocat', '@\\`\\`octocat'],
    ['1`\u200b`. item', '1\\`\\`. item'],
    ['\\`a`', '\\\\`a`'],
    ['- `a`', '\\- `a`'],
    ['  `a`\n`b`  ', '`a` `b`'],
  ])('turns %j into %j', (text, safe) => expect(prose(text)).toBe(safe));

  it('has no markup but code', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const safe = prose(text);
        const rest = safe
          .replace(/\\./g, '')
          .replace(/`[^`]+`/g, '')
          .replaceAll('<!-- -->', '');
        expect(rest).not.toMatch(/[`*[\]|~<>\r\n]/);
        expect(safe.replace(/`[^`]+`/g, ' ')).not.toMatch(/@[\w-]|#\d|\bGH-\d|:\/\/|www\./i);
        expect(safe).not.toMatch(/^(?:[#+=:\s-]|\d+[.)](?: |$))/);
      }),
    );
  });
});

describe('an excerpt', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc…'],
    ['ab🎉', 3, 'ab…'],
    ['ab🎉', 4, 'ab🎉'],
  ])('of %j, %i long', (text, longest, expected) => expect(excerpt(text, longest)).toBe(expected));
});
