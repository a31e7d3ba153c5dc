import { describe, expect, it } from 'vitest';
import { type Message, readMessage } from '../src/messages/message.ts';

describe('a header', () => {
  it.each<[text: string, reading: Partial<Message>]>([
    ['FIX(api/v2, web): a: b', { type: 'fix', scope: 'api/v2, web', subject: 'a: b' }],
    ['feat: a (#12)', { header: 'feat: a (#12)', subject: 'a', pull: 12 }],
    ['feat: a (#10) (#12)', { subject: 'a (#10)', pull: 12 }],
    ['feat: a (#0)', { subject: 'a (#0)', pull: undefined }],
    ['feat: a(#12)', { subject: 'a(#12)', pull: undefined }],
    ['feat: (#12)', { subject: '(#12)', pull: undefined }],
    ['feat!: a (#12)', { breaking: 'a' }],
    ['Update readme (#12)', { kind: 'unreadable', subject: 'Update readme', pull: 12 }],
    ['\uFEFF \n feat: a', { header: 'feat: a', type: 'feat' }],
    ['feat: a\u2028b', { type: 'feat', subject: 'a\u2028b' }],
    ['', { kind: 'unreadable', header: '' }],
  ])('%j', (text, reading) => {
    expect(readMessage(text)).toMatchObject(reading);
  });

  it('is good whatever the body throws at it', () => {
    expect(readMessage('fix: a\n\nrelease-please threw at: word(with (unclosed')).toMatchObject({
      type: 'fix',
      doubts: [],
    });
  });
});

describe('what breaks', () => {
  it.each([
    ['to its true end', 'BREAKING CHANGE: first\nsecond\n\nthird\nReviewed-by: Z', 'first\nsecond\n\nthird'],
    [
      'between other footers',
      'Refs #3\nBREAKING CHANGE: x\n and more\n\nof it\nSigned-off-by: me',
      'x\n and more\n\nof it',
    ],
    ['of every footer', 'BREAKING CHANGE: x\nRefs: #1\nBREAKING-CHANGE: y', 'x\ny'],
    ['without an empty line before it', 'why\nBREAKING CHANGE: x', 'x'],
    ['below its token', 'BREAKING CHANGE:\n\nx', 'x'],
    ['that nobody describes', 'BREAKING CHANGE:', 'not described'],
    [
      'with code in it',
      'BREAKING CHANGE: x\n```yaml\nenv: production\n```\ny\nRefs: #1',
      'x\n```yaml\nenv: production\n```\ny',
    ],
    ['with a quoted rule', 'BREAKING CHANGE: x\n```\n---------\n```', 'x\n```\n---------\n```'],
    ['below a tag within a line', 'Use <pre>\nBREAKING CHANGE: ours\n\n</pre>', 'ours\n\n</pre>'],
    ['with an indented list', 'BREAKING CHANGE: x\n  Note: y\n  - z', 'x\n  Note: y\n  - z'],
    ['above collected trailers', 'BREAKING CHANGE: x\n\n---------\n\nCo-authored-by: Z', 'x'],
    ['below a fence that is never closed', '```\nnever closed\n\nBREAKING CHANGE: ours', 'ours'],
    ['below a comment that is never closed', '<!-- never\n\nBREAKING CHANGE: ours', 'ours'],
    ['below a fold that is never closed', '<details>\n\nBREAKING CHANGE: ours', 'ours'],
    ['below code within a line', '```a``` is code\nBREAKING CHANGE: ours\n```\nb\n```', 'ours\n```\nb\n```'],
    [
      'between fences that hold tags',
      '```\n<details>\n```\nBREAKING CHANGE: ours\n\n</details>',
      'ours\n\n</details>',
    ],
    ['by footers, though fields are named', '-notes-\nx\n-type-\nfeat\n\nBREAKING CHANGE: b', 'b'],
  ])('is told %s', (_, body, breaking) => {
    expect(readMessage(`fix: a\n\n${body}`)).toMatchObject({ kind: 'conventional', type: 'fix', breaking });
  });

  it.each([
    '```\nBREAKING CHANGE: quoted\n```',
    '~~~~text\n~~~\nBREAKING CHANGE: quoted\n~~~~',
    '```\n<!--\n```\n```\nBREAKING CHANGE: quoted\n```\n-->',
    '````\n```\nBREAKING CHANGE: quoted\n```',
    '> BREAKING CHANGE: quoted',
    '    BREAKING CHANGE: indented',
    '\tBREAKING CHANGE: indented',
    '- BREAKING CHANGE: in a list',
    'Some `code`: `BREAKING CHANGE: x`',
    '<details>\n<details>\n</details>\nBREAKING CHANGE: theirs\n</details>',
    '<details>\n<blockquote>\n\nBREAKING CHANGE: theirs\n\n</blockquote>\n</details>\n\nSigned-off-by: bot',
    '<pre>\nBREAKING CHANGE: theirs\n</pre>',
    '<!-- BREAKING CHANGE: template\nBREAKING CHANGE: x\n-->',
    '<!--\n```\n-->\n<!--\nBREAKING CHANGE: x\n```\n-->',
  ])('is not what is quoted: %j', (body) => {
    expect(readMessage(`fix: a\n\n${body}`)).toMatchObject({ type: 'fix', breaking: '' });
  });
});

describe('a wish for a version', () => {
  it.each([
    ['Release-As: 2.0.0', '2.0.0'],
    ['release-as:   v2.0.0  ', 'v2.0.0'],
    ['Release-As: 2.0.0\nRelease-As: 3.0.0\n\nand why', '3.0.0'],
    ['Release-As: two', 'two'],
    ['```\nRelease-As: 2.0.0\n```', undefined],
    ['> Release-As: 2.0.0', undefined],
    ['  Release-As: 2.0.0', undefined],
    ['Release-As:', undefined],
  ])('%j', (body, releaseAs) => {
    expect(readMessage(`chore: a\n\n${body}`).releaseAs).toBe(releaseAs);
    expect(readMessage(`Merge branch 'x'\n\n${body}`, 2).releaseAs).toBe(releaseAs);
    expect(readMessage(`No type\n\n${body}`).releaseAs).toBe(releaseAs);
  });
});

describe('a doubt', () => {
  it.each([
    ['feat:a', 'a space is missing after the colon'],
    ['feat(x)!:a', 'a space is missing after the colon'],
    ['feat : a', 'no space may stand before the colon'],
    ['feat(x) : a', 'no space may stand before the colon'],
    ['feat (x): a', 'no space may stand before the colon'],
    ['feat !: a', 'no space may stand before the colon'],
    ['feat(): a', 'the scope is empty'],
    ['feat( )!: a', 'the scope is empty'],
    ['feat(a(b)): c', 'no parentheses may stand in a scope'],
    ['feat(a)(b): c', 'no parentheses may stand in a scope'],
    ['feat:', 'the description is missing'],
    ['✨ feat: a', '`feat` is a type at the beginning of the header only'],
    ['[ABC-1] Fix(x)!: a', '`fix` is a type at the beginning of the header only'],
    ['fixup! feat: a', '`feat` is a type at the beginning of the header only'],
    ['Update readme', 'expected `type: subject`, such as `fix: answer empty carts`'],
    ['No defeat: a', 'expected `type: subject`, such as `fix: answer empty carts`'],
    ['BREAKING CHANGE: x', '`BREAKING CHANGE` is a footer: it stands below the header, not in it'],
    ['BREAKING-CHANGE: x', '`BREAKING CHANGE` is a footer: it stands below the header, not in it'],
    [
      'Update\n\nBREAKING CHANGE: x',
      'the `BREAKING CHANGE` footer does not count, because the header is not conventional',
    ],
    [
      'fix: a\n\nBREAKING CHANGES: x',
      '`BREAKING CHANGES` is no footer; the specification knows `BREAKING CHANGE` alone',
    ],
    ['fix: a\n\nbreaking change: x', '`BREAKING CHANGE` counts in upper case only'],
    ['fix: a\n\nBreaking-Changes: x', '`BREAKING CHANGE` counts in upper case only'],
    ['fix: a\n\nBREAKING CHANGE this', 'a colon is missing after `BREAKING CHANGE`'],
    ['fix: a\n\nRefs: #1\nBREAKING CHANGE this', 'a colon is missing after `BREAKING CHANGE`'],
    ['fix: a\n\nthis is a\nBREAKING CHANGE indeed', undefined],
    ['fix: a\n\nBREAKING CHANGE:x', 'a space is missing after `BREAKING CHANGE:`'],
    ['fix: a\n\nBREAKING CHANGE : x', 'no space may stand between `BREAKING CHANGE` and its colon'],
    ['fix: a\n\nBREAKING CHANGE #1', '`BREAKING CHANGE` takes a colon, not `#`'],
    ['fix: a\n\n> BREAKING CHANGES: quoted', undefined],
    ['fix!: a\n\nBREAKING CHANGES: x', undefined],
    ['fix: a\n\nBREAKING CHANGE: x', undefined],
  ])('about %j: %s', (text, doubt) => {
    const { doubts } = readMessage(text);
    if (doubt === undefined) expect(doubts).toEqual([]);
    else expect(doubts).toContain(doubt);
  });

  it('is told once, however often there is reason for it', () => {
    expect(readMessage('fix: a\n\nBREAKING CHANGES: x\nBREAKING CHANGES: y').doubts).toHaveLength(1);
  });
});

describe('a merge', () => {
  it.each<[text: string, parents: number, reading: Partial<Message>]>([
    ["Merge branch 'x'", 1, {}],
    ["Merge branch 'main' of https://host/repo into x", 2, {}],
    ["Merge branches 'x' and 'y'", 3, {}],
    ["Merge remote-tracking branch 'origin/x'", 2, {}],
    ["Merge remote-tracking branches 'x' and 'y'", 3, {}],
    ["Merge tag 'v1.0.0'", 2, {}],
    ["Merge commit 'abc1234'", 2, {}],
    ['Bring the branch home (#7)', 2, { pull: 7 }],
    ['Merge pull request #12 from owner/branch', 2, { pull: 12 }],
    ['Merge pull request #12 from owner/branch', 1, { pull: 12 }],
    ['Merged in feature/x (pull request #3)', 2, { pull: 3 }],
    ['Merged in feature/x (pull request #3)', 1, { pull: 3 }],
  ])('%j of %i parents', (text, parents, reading) => {
    expect(readMessage(text, parents)).toMatchObject({
      kind: 'merge',
      type: '',
      breaking: '',
      title: undefined,
      doubts: [],
      ...reading,
    });
  });

  it.each<[body: string, title: Partial<Message> | undefined]>([
    ['\n\nfeat(x): a (#9)\n\nBREAKING CHANGE: b', { type: 'feat', subject: 'a', breaking: 'b', pull: 9 }],
    ['\n\nRevert "feat: a"\n\nThis reverts commit 0123456.', { kind: 'revert', subject: 'feat: a' }],
    ['\n\nUpdate readme', undefined],
    ["\n\nMerge branch 'y'\n\nfeat: a", undefined],
    ['\n\nSigned-off-by: Ann <ann@example.com>', undefined],
    ['\n\nRelease-As: 2.0.0', undefined],
    ['', undefined],
  ])('is titled by its body %j', (body, title) => {
    const message = readMessage(`Merge pull request #12 from a/b${body}`, 2);
    expect(message.kind).toBe('merge');
    if (title) expect(message.title).toMatchObject(title);
    else expect(message.title).toBeUndefined();
  });

  it('is what its header says, when that is conventional or a revert', () => {
    expect(readMessage('feat: a (#12)', 2)).toMatchObject({ kind: 'conventional', type: 'feat', pull: 12 });
    expect(readMessage('Revert "feat: a" (#12)', 2)).toMatchObject({ kind: 'revert', pull: 12 });
  });
});
