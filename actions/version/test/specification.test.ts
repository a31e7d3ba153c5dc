import { describe, expect, it } from 'vitest';
import { type Message, readMessage } from '../src/messages/message.ts';

type Row = readonly [rule: string, message: string, reading: Partial<Message>];

/** https://www.conventionalcommits.org/en/v1.0.0/#specification, each rule kept and, where it can be, broken. */
const rules: readonly Row[] = [
  ['1: a type, colon and space', 'feat: a', { kind: 'conventional', type: 'feat', subject: 'a' }],
  ['1: the type is a noun', 'hot-fix: a', { kind: 'conventional', type: 'hot-fix' }],
  ['1: in any language', 'amélioration: a', { kind: 'conventional', type: 'amélioration' }],
  ['1: a type is required', ': a', { kind: 'unreadable' }],
  ['1: the colon is required', 'feat a', { kind: 'unreadable' }],
  ['1: the space is required', 'feat:a', { kind: 'unreadable' }],
  ['1: the colon ends the prefix', 'feat : a', { kind: 'unreadable' }],
  ['1: scope, then mark', 'feat(x)!: a', { scope: 'x', breaking: 'a' }],
  ['1: not mark, then scope', 'feat!(x): a', { kind: 'unreadable' }],
  ['2: feat adds a feature', 'feat: a', { type: 'feat' }],
  ['3: fix repairs', 'fix: a', { type: 'fix' }],
  ['4: a scope', 'fix(parser): a', { type: 'fix', scope: 'parser' }],
  ['4: a scope of several words', 'fix(api/v2, web): a', { scope: 'api/v2, web' }],
  ['4: a scope is a noun, not nothing', 'fix(): a', { kind: 'unreadable' }],
  ['4: a scope is a noun, not blank', 'fix( ): a', { kind: 'unreadable' }],
  [
    '5: a description',
    'fix: array parsing issue when multiple spaces were contained in string',
    { subject: 'array parsing issue when multiple spaces were contained in string' },
  ],
  ['5: a description with a colon', 'fix: a: b', { type: 'fix', subject: 'a: b' }],
  ['5: the description is required', 'fix: ', { kind: 'unreadable' }],
  ['6: a body', 'fix: a\n\nwhy', { subject: 'a', breaking: '' }],
  ['6: without the empty line it is no part of the header', 'fix: a\nwhy', { subject: 'a' }],
  ['7: a free-form body', 'fix: a\n\none\n\n\ntwo\n\n- three', { subject: 'a', doubts: [] }],
  ['8: footers, by colon', 'fix: a\n\nBREAKING CHANGE: b\nReviewed-by: Z', { breaking: 'b' }],
  ['8: footers, by number sign', 'fix: a\n\nBREAKING CHANGE: b\nFixes #3', { breaking: 'b' }],
  ['8: a value is required', 'fix: a\n\nBREAKING CHANGE: b\nNote: \nc', { breaking: 'b\nNote: \nc' }],
  ['8: one empty line below the body', 'fix: a\n\nwhy\n\nBREAKING CHANGE: b', { breaking: 'b' }],
  ['9: a token has `-` for spaces', 'fix: a\n\nBREAKING CHANGE: b\nAcked-by: Z', { breaking: 'b' }],
  ['9: words are no token', 'fix: a\n\nBREAKING CHANGE: b\nAcked by: Z', { breaking: 'b\nAcked by: Z' }],
  ['9: but BREAKING CHANGE is', 'fix: a\n\nRefs: 3\nBREAKING CHANGE: b', { breaking: 'b' }],
  ['10: a value of many lines', 'fix: a\n\nBREAKING CHANGE: b\nc\n\nd', { breaking: 'b\nc\n\nd' }],
  ['10: to the next footer', 'fix: a\n\nBREAKING CHANGE: b\nc\n\nNote: d\ne', { breaking: 'b\nc' }],
  ['10: not to a mere colon', 'fix: a\n\nBREAKING CHANGE: b\nsee:\nc', { breaking: 'b\nsee:\nc' }],
  ['10: not to an address', 'fix: a\n\nBREAKING CHANGE: b\nhttps://c', { breaking: 'b\nhttps://c' }],
  [
    '10: to the next breaking footer',
    'fix: a\n\nBREAKING CHANGE: b\nRefs: #1\nBREAKING CHANGE: c\nd',
    { breaking: 'b\nc\nd' },
  ],
  ['11: breaking in the prefix', 'fix!: a', { breaking: 'a' }],
  ['11: breaking in a footer', 'fix: a\n\nBREAKING CHANGE: b', { breaking: 'b' }],
  ['11: not breaking in the text', 'fix: a\n\nThis is a BREAKING CHANGE: b', { breaking: '' }],
  [
    '12: upper case, colon, space',
    'fix: a\n\nBREAKING CHANGE: environment variables now take precedence over config files',
    { breaking: 'environment variables now take precedence over config files' },
  ],
  ['12: not lower case', 'fix: a\n\nbreaking change: b', { breaking: '' }],
  ['12: not mixed case', 'fix: a\n\nBreaking-Change: b', { breaking: '' }],
  ['12: not without a colon', 'fix: a\n\nBREAKING CHANGE b', { breaking: '' }],
  ['12: not by number sign', 'fix: a\n\nBREAKING CHANGE #3', { breaking: '' }],
  ['12: not by number sign, with a hyphen', 'fix: a\n\nBREAKING-CHANGE #3', { breaking: '' }],
  ['12: not without a space', 'fix: a\n\nBREAKING CHANGE:b', { breaking: '' }],
  ['12: not in the plural', 'fix: a\n\nBREAKING CHANGES: b', { breaking: '' }],
  ['13: `!` right before the colon', 'refactor!: a', { type: 'refactor', breaking: 'a' }],
  ['13: not elsewhere', 'refactor! : a', { kind: 'unreadable' }],
  ['13: the footer describes it, if there is one', 'fix!: a\n\nBREAKING CHANGE: b', { breaking: 'b' }],
  ['14: other types', 'docs: update ref docs', { type: 'docs', subject: 'update ref docs' }],
  ['15: a type in any case', 'FEAT: a', { type: 'feat' }],
  ['15: a type in mixed case', 'Feat(API): a', { type: 'feat', scope: 'API' }],
  ['15: footers in any case', 'fix: a\n\nBREAKING CHANGE: b\nrefs: #1', { breaking: 'b' }],
  ['16: BREAKING-CHANGE', 'fix: a\n\nBREAKING-CHANGE: b', { breaking: 'b' }],
];

const examples: readonly Row[] = [
  [
    'description and breaking change footer',
    'feat: allow provided config object to extend other configs\n\nBREAKING CHANGE: `extends` key in config file is now used for extending other config files',
    {
      type: 'feat',
      subject: 'allow provided config object to extend other configs',
      breaking: '`extends` key in config file is now used for extending other config files',
    },
  ],
  [
    '`!` to draw attention',
    'feat!: send an email to the customer when a product is shipped',
    { type: 'feat', scope: '', breaking: 'send an email to the customer when a product is shipped' },
  ],
  [
    'scope and `!`',
    'feat(api)!: send an email to the customer when a product is shipped',
    { type: 'feat', scope: 'api', breaking: 'send an email to the customer when a product is shipped' },
  ],
  [
    'both `!` and BREAKING CHANGE footer',
    'chore!: drop support for Node 6\n\nBREAKING CHANGE: use JavaScript features not available in Node 6.',
    { type: 'chore', breaking: 'use JavaScript features not available in Node 6.' },
  ],
  ['no body', 'docs: correct spelling of CHANGELOG', { type: 'docs', breaking: '' }],
  [
    'scope',
    'feat(lang): add Polish language',
    { type: 'feat', scope: 'lang', subject: 'add Polish language' },
  ],
  [
    'multi-paragraph body and multiple footers',
    'fix: prevent racing of requests\n\nIntroduce a request id and a reference to latest request. Dismiss\nincoming responses other than from latest request.\n\nRemove timeouts which were used to mitigate the racing issue but are\nobsolete now.\n\nReviewed-by: Z\nRefs: #123',
    { type: 'fix', subject: 'prevent racing of requests', breaking: '', doubts: [] },
  ],
  [
    'the scope of the summary',
    'feat(parser): add ability to parse arrays',
    { type: 'feat', scope: 'parser' },
  ],
  [
    'a revert',
    'revert: let us never again speak of the noodle incident\n\nRefs: 676104e, a215868',
    {
      kind: 'revert',
      type: 'revert',
      subject: 'let us never again speak of the noodle incident',
      undoes: {
        shas: ['676104e', 'a215868'],
        pull: undefined,
        header: 'let us never again speak of the noodle incident',
        restores: undefined,
      },
    },
  ],
];

describe('Conventional Commits 1.0.0', () => {
  it.each(rules)('rule %s: %j', (_, message, reading) => {
    expect(readMessage(message)).toMatchObject(reading);
  });

  it.each(examples)('example with %s', (_, message, reading) => {
    expect(readMessage(message)).toMatchObject(reading);
  });

  it.each(['\r\n', '\r'])('holds whatever ends a line: %j', (end) => {
    for (const [, message, reading] of [...rules, ...examples]) {
      expect(readMessage(`\n\n${message}\n`.replaceAll('\n', end))).toMatchObject(reading);
    }
  });
});
