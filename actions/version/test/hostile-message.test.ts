import { describe, expect, it } from 'vitest';
import { readMessage } from '../src/messages/message.ts';
import { readCommit } from '../src/messages/squash.ts';

describe('hostile text', () => {
  it.each([
    '::set-output name=version::9.9.9',
    '$(touch /tmp/owned)',
    '`id`',
    '--upload-pack=id',
    'a\u0001\u001b[31m\ufffd\u007f',
    '\ud83d lone \udc00',
    '__proto__',
    '${{ secrets.TOKEN }}',
    '%s %n',
    'ghadelimiter_0',
  ])('is a description like any other: %j', (text) => {
    expect(readMessage(`feat(api): ${text} (#12)\n\n${text}\n\nBREAKING CHANGE: ${text}`)).toMatchObject({
      kind: 'conventional',
      subject: text,
      pull: 12,
      breaking: text,
    });
    expect(readMessage(`Revert "feat: ${text}"`)).toMatchObject({ subject: `feat: ${text}` });
    expect(readCommit(`fix: a\n\n* feat: ${text}`)[1]?.subject).toBe(text);
  });

  it('is no type that an object knows', () => {
    expect(readMessage('constructor: a')).toMatchObject({ kind: 'conventional', type: 'constructor' });
  });
});

/** Each would take hours if the time to read it grew with its square. */
describe('200,000 lines', () => {
  it.each([
    'BREAKING CHANGE: x',
    'BREAKING CHANGES: x',
    'This reverts commit 0123456.',
    'Reverts #1',
    'Refs: 0123456',
    'updated-dependencies:',
    '<pre>',
    '```a',
    '````\n```a',
    '~~~~\n```a',
    '<!--',
    '<details><details>',
    '<details></blockquote>',
    '> a',
    '#1 fixes #2 @a',
    '* feat: a',
    '* fix: b',
    '* wip',
    "* Merge branch 'x'",
    "Merge branch 'x'",
    '---------',
    '* feat: a\n\n```\n\n---------',
  ])('of %j are read', (line) => {
    const lines = `${line}\n`.repeat(200_000);
    expect(readCommit(`feat: a\n\n${lines}`)[0]?.type).toBe('feat');
  });

  it.each(["Merge branch 'x'", 'Revert "a"', '```a'])('of %j below a merge are read', (line) => {
    const text = `Merge branch 'y'\n\n${`${line}\n`.repeat(200_000)}`;
    expect(readMessage(text, 2).kind).toBe('merge');
  });

  it('of openings before as many that close none of them are read', () => {
    const text = `feat: a\n\n${'````x\n'.repeat(100_000)}${'```\n'.repeat(100_000)}`;
    expect(readMessage(text).type).toBe('feat');
  });
});

describe('a line of a million characters', () => {
  it.each([
    'a',
    ' ',
    '(',
    ')',
    '((',
    'feat(',
    'feat: ',
    'feat:',
    'feat !',
    'revert: ',
    'revert: "',
    'Revert "',
    'Reapply "',
    'Merged in ',
    ' (#1)',
    ' (#',
    ':',
    '`',
    '<pre>',
    '<!--',
    '"',
    '…',
    '[',
    'This reverts commit 0123456, ',
  ])('of %j is read', (piece) => {
    const line = piece.repeat(1_000_000 / piece.length);
    for (const text of [line, `feat(${line}`, `feat: ${line}`, `Revert "${line}"`, `revert: ${line} (#1)`]) {
      expect(readMessage(text).header).toBe(text.trim());
    }
    for (const opening of [
      '',
      '* ',
      'Bumps ',
      'Bumps [',
      'Bumps the a group',
      'BREAKING CHANGE',
      'Reverts ',
    ]) {
      expect(readCommit(`fix: a\n\n${opening}${line}`)[0]?.type).toBe('fix');
    }
  });
});
