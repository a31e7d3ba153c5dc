import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../src/messages/message.ts';
import { readCommit } from '../src/messages/squash.ts';

interface Written {
  type: string;
  scope: string;
  mark: boolean;
  description: string;
  pull: number | undefined;
  paragraphs: string[];
  breaking: string[];
  releaseAs: string | undefined;
}

const word = fc.stringMatching(/^[a-zé][a-z0-9é'-]{0,8}$/);
const sentence = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
/** Text of several lines, none of which begins a footer or a quotation. */
const prose = fc.array(sentence, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));

const oneLine = (text: string) => text.replace(/[\s\p{C}]+/gu, ' ').trim();
const written: fc.Arbitrary<Written> = fc.record({
  type: fc.stringMatching(/^[a-zé][a-z0-9-]{0,12}$/).filter((type) => type !== 'revert'),
  scope: fc.option(fc.stringMatching(/^[a-zA-Z0-9/._-]{1,12}$/), { nil: '' }),
  mark: fc.boolean(),
  description: fc
    .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
    .map(oneLine)
    .filter((text) => text !== '' && !/#\d+\)$/.test(text)),
  pull: fc.option(fc.integer({ min: 1, max: 999_999 }), { nil: undefined }),
  paragraphs: fc.array(prose, { maxLength: 4 }),
  breaking: fc.array(prose, { maxLength: 2 }),
  releaseAs: fc.option(fc.constantFrom('2.0.0', 'v10.0.1', '1.0.0-rc.1'), { nil: undefined }),
});

function header({ type, scope, mark, description, pull }: Written): string {
  return `${type}${scope && `(${scope})`}${mark ? '!' : ''}: ${description}${pull ? ` (#${pull})` : ''}`;
}

function print(message: Written, end = '\n'): string {
  const footers = [
    'Reviewed-by: Z',
    ...message.breaking.flatMap((text) => [`BREAKING CHANGE: ${text}`, 'Refs #3']),
    ...(message.releaseAs ? [`Release-As: ${message.releaseAs}`] : []),
  ];
  return [header(message), ...message.paragraphs, footers.join('\n')].join('\n\n').replaceAll('\n', end);
}

/** What is read of a printed message. */
function reading({ type, scope, mark, description, pull, breaking, releaseAs }: Written) {
  return {
    kind: 'conventional',
    type,
    scope,
    subject: description,
    pull,
    breaking: breaking.join('\n') || (mark ? description : ''),
    releaseAs,
  };
}

/** Lines that mean something somewhere. */
const telling = fc.constantFrom(
  'BREAKING CHANGE: x',
  'BREAKING CHANGES: x',
  'Release-As: 2.0.0',
  'This reverts commit 0123456.',
  'updated-dependencies:',
  '```',
  '~~~~',
  '<details>',
  '</details>',
  '<!--',
  '-->',
  '---------',
  '* feat!: x',
  '* wip',
  "* Merge branch 'x'",
  'a: b',
  '> q',
  '',
  '-hash-',
);
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit)) }),
  fc.array(telling).map((lines) => lines.join('\n')),
);

describe('every message', () => {
  it('reads back as it was printed', () => {
    fc.assert(
      fc.property(written, fc.constantFrom('\n', '\r\n', '\r'), (message, end) => {
        expect(readMessage(print(message, end))).toMatchObject(reading(message));
        expect(readMessage(print(message, end), 2)).toMatchObject(reading(message));
        expect(readCommit(print(message, end))).toHaveLength(1);
      }),
    );
  });

  it('is read, and keeps its header', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 0, max: 3 }), (text, parents) => {
        const first = text.replace(/\r\n?/g, '\n').trimStart().split('\n')[0]?.trimEnd();
        expect(readMessage(text, parents).header).toBe(first);
        expect(readCommit(text, parents)[0]?.header).toBe(first);
      }),
    );
  });

  it('has a header that no body changes', () => {
    fc.assert(
      fc.property(written, hostile, (message, body) => {
        const { type, scope, subject, pull } = readMessage(`${header(message)}\n\n${body}`);
        expect({ type, scope, subject, pull }).toEqual({
          type: message.type,
          scope: message.scope,
          subject: message.description,
          pull: message.pull,
        });
        if (message.mark) expect(readMessage(`${header(message)}\n${body}`).breaking).not.toBe('');
      }),
    );
  });

  it('means the same with its paragraphs in another order, and with more of them', () => {
    const shuffled = fc
      .tuple(written, fc.array(prose))
      .chain(([message, more]) =>
        fc
          .shuffledSubarray([...message.paragraphs, ...more], { minLength: message.paragraphs.length })
          .map((paragraphs) => ({ message, paragraphs })),
      );
    fc.assert(
      fc.property(shuffled, ({ message, paragraphs }) => {
        expect(readMessage(print({ ...message, paragraphs }))).toEqual(readMessage(print(message)));
      }),
    );
  });

  it('means the same with a fenced block anywhere above its footers', () => {
    const block = fc
      .tuple(fc.constantFrom('````', '~~~~~'), fc.array(telling))
      .map(([fence, lines]) => `${fence}text\n${lines.join('\n')}\n${fence}`);
    fc.assert(
      fc.property(written, block, fc.nat(), (message, quoted, at) => {
        const paragraphs = message.paragraphs.toSpliced(at % (message.paragraphs.length + 1), 0, quoted);
        expect(readMessage(print({ ...message, paragraphs }))).toEqual(readMessage(print(message)));
      }),
    );
  });

  it('gives each item of a squash as it would be read alone', () => {
    fc.assert(
      fc.property(
        written,
        fc.uniqueArray(written, { minLength: 1, selector: (item) => item.description }),
        (title, items) => {
          fc.pre(items.every((item) => item.description !== title.description));
          const list = items.map((item) => `* ${print(item)}`).join('\n\n');
          const [first, ...others] = readCommit(
            `${header(title)}\n\n${list}\n\n---------\n\nCo-authored-by: Z`,
          );
          expect(first).toMatchObject(reading({ ...title, breaking: [], releaseAs: undefined }));
          expect(others).toEqual(items.map((item) => ({ ...readMessage(print(item)), pull: undefined })));
        },
      ),
    );
  });
});
