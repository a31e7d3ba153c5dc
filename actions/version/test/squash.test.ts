import { describe, expect, it } from 'vitest';
import type { Message } from '../src/messages/message.ts';
import { readCommit } from '../src/messages/squash.ts';

const trailers = '---------\n\nCo-authored-by: Bob <bob@example.com>';

/** What is told of each message: its kind or type, its scope and subject, and what breaks. */
function told({ kind, type, scope, subject, breaking }: Message): string {
  return `${type || kind}${scope && `(${scope})`}: ${subject}${breaking && ` BREAKS ${breaking}`}`;
}

describe('a squashed pull request', () => {
  it.each<[what: string, text: string, messages: string[]]>([
    ['no list', 'feat: a (#12)\n\nwhy', ['feat: a']],
    ['a list', 'feat: a (#12)\n\n* fix: b\n\n* docs: c', ['feat: a', 'fix: b', 'docs: c']],
    ['a list without empty lines', 'feat: a\n\n* fix: b\n* docs: c', ['feat: a', 'fix: b', 'docs: c']],
    [
      'bodies and trailers',
      `feat: a (#12)\n\n* fix: b\n\nWhy b.\n\nBREAKING CHANGE: no b\nany more\n\n* feat(x)!: c\n\nWhy c.\n\n${trailers}`,
      ['feat: a', 'fix: b BREAKS no b\nany more', 'feat(x): c BREAKS c'],
    ],
    [
      'a footer below the trailers',
      `feat: a\n\n* fix: b\n\n${trailers}\nBREAKING CHANGE: x`,
      ['feat: a BREAKS x', 'fix: b'],
    ],
    [
      'a rule between items',
      'feat: a\n\n* fix: b\n\n---------\n\n* fix: c\n\nBREAKING CHANGE: x',
      ['feat: a', 'fix: b', 'fix: c BREAKS x'],
    ],
    [
      'unconventional items',
      'feat: a\n\n* wip\n\nBREAKING CHANGE: x\n\n* fix: b\n\n* more\n\nBREAKING CHANGE: y',
      ['feat: a BREAKS x', 'fix: b BREAKS y'],
    ],
    ['only unconventional items', 'feat: a\n\n* wip\n\nBREAKING CHANGE: x', ['feat: a BREAKS x']],
    ['an unconventional title', 'Some work (#12)\n\n* feat: b', ['unreadable: Some work', 'feat: b']],
    ['a title of a merge', "Merge branch 'x' (#12)\n\n* feat: b", ["merge: Merge branch 'x'", 'feat: b']],
    [
      'merges among the items',
      "feat: a\n\n* fix: b\n\n* Merge branch 'main' into x\n\n* Merge pull request #3 from a/b\n\n* fix: c",
      ['feat: a', 'fix: b', 'fix: c'],
    ],
    [
      'a merge below what breaks',
      "feat: a\n\n* fix: b\n\nBREAKING CHANGE: x\n\n* Merge branch 'main' into x\n\n* fix: c",
      ['feat: a', 'fix: b BREAKS x', 'fix: c'],
    ],
    [
      'a quoted rule',
      'feat: a\n\n* fix: b\n\n```\n---------\n```\n\nBREAKING CHANGE: x',
      ['feat: a', 'fix: b BREAKS x'],
    ],
    ['a merge first', "feat: a\n\n* Merge branch 'main' into x\n\n* fix: b", ['feat: a', 'fix: b']],
    ['its title again', 'feat(x): a (#12)\n\n* feat(X): a\n\n* fix: b', ['feat(x): a', 'fix: b']],
    ['its title again, with a number', 'feat: a (#12)\n\n* feat: a (#11)', ['feat: a']],
    [
      'its title again, breaking',
      'feat: a (#12)\n\n* feat: a\n\nBREAKING CHANGE: x\n\n* fix: b',
      ['feat: a', 'feat: a BREAKS x', 'fix: b'],
    ],
    ['its breaking title again', 'feat!: a (#12)\n\n* feat!: a', ['feat: a BREAKS a']],
    ['what breaks', 'feat: a (#12)\n\n* feat!: b', ['feat: a', 'feat: b BREAKS b']],
    [
      'a revert',
      'feat: a (#12)\n\n* feat: b\n\n* Revert "feat: b"\n\nThis reverts commit 0123456.',
      ['feat: a', 'feat: b', 'revert: feat: b'],
    ],
    ['a list further down', 'feat: a\n\nThis brings:\n* feat!: b', ['feat: a']],
    ['an indented list', 'feat: a\n\n  * feat!: b', ['feat: a']],
    ['another list', 'feat: a\n\n- feat!: b', ['feat: a']],
    [
      'quoted items',
      'feat: a\n\n* fix: b\n\n```\n* feat!: c\n```\n\n<details>\n* feat!: d\n</details>',
      ['feat: a', 'fix: b'],
    ],
    ['a quoted list', 'feat: a\n\n<!--\n* feat!: c\n-->', ['feat: a']],
  ])('with %s', (_, text, messages) => {
    expect(readCommit(text).map(told)).toEqual(messages);
    expect(readCommit(text.replaceAll('\n', '\r\n')).map(told)).toEqual(messages);
  });

  it('has one number', () => {
    expect(readCommit('feat: a (#12)\n\n* fix: b (#11)').map(({ pull }) => pull)).toEqual([12, undefined]);
  });

  it('doubts items that look meant', () => {
    const [title] = readCommit('feat: a\n\n* feat!:b\n\n* fix: c\n\n* wip\n\n* feat:d');
    expect(title?.doubts).toEqual(['in its list: a space is missing after the colon']);
  });

  it('keeps what only the repetition of its title says', () => {
    const text =
      'Revert "feat: x" (#12)\n\n* Revert "feat: x (#10)"\n\nThis reverts commit 0123456.\n\nRelease-As: 2.0.0\n\n* fix: b';
    const [title, ...others] = readCommit(text);
    expect(title).toMatchObject({ undoes: { shas: ['0123456'], header: 'feat: x' }, releaseAs: '2.0.0' });
    expect(others.map(told)).toEqual(['fix: b']);
  });

  it('keeps the wish of an item', () => {
    const [title, item] = readCommit('feat: a\n\n* chore: release\n\nRelease-As: 2.0.0');
    expect([title?.releaseAs, item?.releaseAs]).toEqual([undefined, '2.0.0']);
  });
});

describe('a list that is not of squashed commits', () => {
  it('is the text of a true merge, whose commits stand in the history', () => {
    const text = 'feat: a (#12)\n\n* feat!: b';
    expect(readCommit(text, 2).map(told)).toEqual(['feat: a']);
    expect(readCommit(`Merge pull request #12 from a/b\n\n${text}`, 2)).toHaveLength(1);
  });

  it('is the text of a dependency update', () => {
    const text =
      'chore(deps): bump x\n\n* Bump x\n\nBumps [x](https://x) from 1 to 2.\n\n---\nupdated-dependencies:\n- dependency-name: x\n...\n\n* feat!: b';
    expect(readCommit(text).map(told)).toEqual(['chore(deps): bump x']);
    expect(readCommit(text)[0]?.doubts).toEqual(['the list in the body of a dependency update is not read']);
  });
});

describe('a dependency update in a list', () => {
  it('is one item of many', () => {
    const update =
      '* chore(deps): bump x\n\nBumps [x](https://x) from 1 to 2.\n\nBREAKING CHANGE: theirs\n\nSigned-off-by: dependabot[bot] <support@github.com>';
    const text = `feat: a (#12)\n\n${update}\n\n* fix!: b\n\n---------\n\nSigned-off-by: dependabot[bot] <support@github.com>`;
    expect(readCommit(text).map(told)).toEqual(['feat: a', 'chore(deps): bump x', 'fix: b BREAKS b']);
  });
});
