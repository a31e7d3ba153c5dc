import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bump } from '../src/bump.ts';
import { readMessage } from '../src/conventional.ts';

/** The examples of Conventional Commits 1.0.0, and the messages on which tools disagree. */
const specification: readonly [message: string, bump: Bump][] = [
  [
    'feat: allow provided config object to extend other configs\n\nBREAKING CHANGE: `extends` key now extends other files',
    'major',
  ],
  ['feat!: send an email to the customer when a product is shipped', 'major'],
  ['feat(api)!: send an email to the customer when a product is shipped', 'major'],
  [
    'chore!: drop support for Node 6\n\nBREAKING CHANGE: use JavaScript features not available in Node 6.',
    'major',
  ],
  ['docs: correct spelling of CHANGELOG', 'none'],
  ['feat(lang): add Polish language', 'minor'],
  ['fix: prevent racing of requests\n\nIntroduce a request id.\n\nReviewed-by: Z\nRefs: #123', 'patch'],
  ['revert: let us never again speak of the noodle incident\n\nRefs: 676104e, a215868', 'patch'],
  ['refactor!: a', 'major'],
  ['fix: a\n\nBREAKING-CHANGE: x', 'major'],
  ['fix: a\n\nbreaking change: x', 'patch'],
  ['fix: a\n\nBREAKING CHANGE this', 'patch'],
  ['fix: a\n\nBREAKING CHANGES: x', 'patch'],
  ['fix: a\r\n\r\nbody\r\n\r\nBREAKING CHANGE: x\r\n', 'major'],
  ['fix: a\n\nRefs #3\nBREAKING CHANGE: x\n and more\n\nof it\nSigned-off-by: me', 'major'],
  ['Feat: a', 'minor'],
  ['FEAT: a', 'minor'],
  ['perf: a', 'patch'],
  ['hot-fix: a', 'none'],
  ['feat:a', 'none'],
  ['feat : a', 'none'],
  ['feat(): a', 'none'],
  ['✨ feat: a', 'none'],
  ['Update readme', 'none'],
  ['fix: a\n\nrelease-please threw at: word(with (unclosed', 'patch'],
  ['fix: a\n\n```\nBREAKING CHANGE: quoted\n```', 'patch'],
  ['fix: a\n\n~~~~text\n~~~\nBREAKING CHANGE: quoted\n~~~~', 'patch'],
  ['fix: a\n\n> BREAKING CHANGE: quoted', 'patch'],
  ['fix: a\n\n    BREAKING CHANGE: indented', 'patch'],
  [
    'chore(deps): bump x\n\n<details>\n<blockquote>\n\nBREAKING CHANGE: theirs\n\n</blockquote>\n</details>\n\nSigned-off-by: bot',
    'none',
  ],
  ['fix: a\n\n<details>\n<details>\n</details>\nBREAKING CHANGE: theirs\n</details>', 'patch'],
  ['fix: a\n\n<!-- BREAKING CHANGE: template\nBREAKING CHANGE: x\n-->', 'patch'],
  ['fix: a\n\n```\nnever closed\n\nBREAKING CHANGE: ours', 'major'],
  ['Revert "feat: x"\n\nThis reverts commit 0123456.', 'patch'],
  ['Revert "feat: x" (#12)\n\nReverts org/repo#10', 'patch'],
  ['Reapply "feat: x"', 'minor'],
  ['Revert "Revert "feat: x""', 'minor'],
  ['Merge pull request #3 from a/b', 'none'],
  ['', 'none'],
];

describe('a commit message', () => {
  it.each(specification)('%j asks for %s', (message, bump) => {
    expect(readMessage(message).bump).toBe(bump);
  });

  it('gives the text of a breaking change to its true end', () => {
    const message = 'feat: a\n\nBREAKING CHANGE: first\nsecond\n\nthird\nReviewed-by: Z';
    expect(readMessage(message).breaking).toBe('first\nsecond\n\nthird');
  });

  it('gives type, scope and subject', () => {
    expect(readMessage('FIX(api/v2, web): a: b')).toMatchObject({
      type: 'fix',
      scope: 'api/v2, web',
      subject: 'a: b',
    });
  });

  it.each([
    ['feat:a', 'space is missing'],
    ['feat : a', 'before the colon'],
    ['feat(): a', 'scope is empty'],
    ['Update readme', 'expected `type: subject`'],
    ['fix: a\n\nBREAKING CHANGES: x', 'is no footer'],
  ])('%j is doubted: %s', (message, doubt) => {
    expect(readMessage(message).doubt).toContain(doubt);
  });

  it('cannot overwrite what was parsed of it', () => {
    expect(readMessage('fix: a\n\n-notes-\nx\n-type-\nfeat\n-merge-\ny\n\nBREAKING CHANGE: b')).toMatchObject(
      {
        kind: 'conventional',
        type: 'fix',
        breaking: 'b',
      },
    );
  });

  it('reads back what was printed', () => {
    const noun = fc.stringMatching(/^[a-zé][a-z0-9-]{0,12}$/);
    const scope = fc.option(fc.stringMatching(/^[a-z0-9/._-]{1,12}$/), { nil: '' });
    const oneLine = (text: string) => text.replace(/[\s\p{C}]+/gu, ' ').trim();
    const subject = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).map(oneLine).filter(Boolean);
    fc.assert(
      fc.property(noun, scope, fc.boolean(), subject, fc.string(), (type, where, mark, what, body) => {
        const header = `${type}${where && `(${where})`}${mark ? '!' : ''}: ${what}`;
        const read = readMessage(`${header}\n\n${body}`);
        expect(read).toMatchObject({ type, scope: where, subject: what });
        if (mark) expect(read.bump).toBe('major');
      }),
    );
  });

  it('is read whatever stands in it', () => {
    const line = fc.constantFrom(
      'BREAKING CHANGE: x',
      '```',
      '<details>',
      '</details>',
      'a: b',
      '> q',
      '',
      '<!--',
      '-hash-',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(line).map((lines) => `fix: a\n${lines.join('\n')}`),
        ),
        (text) => {
          expect(readMessage(text).header).toBe(
            text.replace(/\r\n?/g, '\n').trimStart().split('\n')[0]?.trimEnd(),
          );
        },
      ),
    );
  });

  it.each([
    'BREAKING CHANGE: x',
    '<pre>',
    '```a',
    '````\n```a',
    '<!--',
    '<details><details>',
    '> a',
    '#1 fixes #2 @a',
  ])('full of %j is read in no time that grows with its square', (line) => {
    const message = `fix: a\n\n${`${line}\n`.repeat(200_000)}`;
    expect(readMessage(message)).toMatchObject({ type: 'fix' });
  });
});
