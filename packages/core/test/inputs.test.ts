import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as input from '../src/inputs.ts';

const about = { description: 'A thing.' };
const value = (spec: input.InputSpec<unknown>, raw: string) => {
  const parsed = spec.parse(raw);
  return 'value' in parsed ? parsed.value : `expected ${parsed.expected}`;
};

describe('text', () => {
  const version = input.text({ ...about, pattern: /^\d+$/, expected: 'a number' });
  it.each([
    [input.text(about), 'a b', 'a b'],
    [input.text(about), '', ''],
    [input.text(about), 'a\nb', 'expected one line of text'],
    [version, '12', '12'],
    [version, '', ''],
    [version, 'x', 'expected a number'],
  ])('%#', (spec, raw, expected) => expect(value(spec, raw)).toBe(expected));
});

describe('flag', () => {
  it.each([
    ['true', true],
    ['True', true],
    ['TRUE', true],
    ['false', false],
    ['', false],
    ['yes', 'expected true or false'],
    ['1', 'expected true or false'],
    ['tRUE', 'expected true or false'],
  ])('%j is %j', (raw, expected) => expect(value(input.flag(about), raw)).toBe(expected));
});

describe('choice', () => {
  const spec = input.choice(['keep', 'rollback'], { ...about, default: 'rollback' });
  it.each([
    ['keep', 'keep'],
    ['Keep', 'expected one of keep, rollback'],
    ['', 'expected one of keep, rollback'],
  ])('%j is %j', (raw, expected) => expect(value(spec, raw)).toBe(expected));
});

describe('duration', () => {
  const spec = input.duration({ ...about, default: '5m' });
  it.each([
    ['90s', 90_000],
    ['90', 'expected a duration such as 90s, 5m or 1h30m'],
  ])('%j is %j', (raw, expected) => expect(value(spec, raw)).toBe(expected));
});

describe('lines', () => {
  it('drops empty lines, and only those', () => {
    expect(value(input.lines(about), 'a\r\n\n  \nb=c, d\n')).toEqual(['a', 'b=c, d']);
  });
});

describe('pairs of a closed kind', () => {
  const spec = input.pairs({
    description: '',
    keys: { pattern: /^[a-z]+$/, expected: 'a lower-case TYPE before the `=`' },
    values: { pattern: /^(minor|patch)$/, expected: 'minor or patch after the `=`' },
  });
  it('drops spaces around values', () => {
    expect([...(value(spec, 'docs= patch ') as Map<string, string>)]).toEqual([['docs', 'patch']]);
  });

  it.each([
    ['DOCS=patch', 'expected a lower-case TYPE before the `=` (entry 1)'],
    ['docs=patch\nci=huge', 'expected minor or patch after the `=` (entry 2)'],
    [
      'docs=no\nci\nci=patch\nci=minor',
      'expected minor or patch after the `=` (entry 1); KEY=value on every line (entry 2 has no KEY=); every key once (ci stands twice)',
    ],
  ])('%j is refused: %s', (raw, problem) => {
    expect(`expected ${(spec.parse(raw) as { expected: string }).expected}`).toBe(problem);
  });
});

describe('pairs', () => {
  const spec = input.pairs(about);
  it('keeps order, and everything after the first =', () => {
    expect([...(value(spec, 'B=1\nA=x=y \n\nC=') as Map<string, string>)]).toEqual([
      ['B', '1'],
      ['A', 'x=y '],
      ['C', ''],
    ]);
  });

  it.each([
    ['A=1\nhunter2', 'expected KEY=value on every line (entry 2 has no KEY=)'],
    ['=1', 'expected KEY=value on every line (entry 1 has no KEY=)'],
    ['A=1\nA=2', 'expected every key once (A stands twice)'],
  ])('refuses %j without echoing the value', (raw, expected) => expect(value(spec, raw)).toBe(expected));

  const secrets = input.pairs({ ...about, secret: true });
  it.each([
    ['A=1\nA=2', 'expected every key once (that of entry 2 stands twice)'],
    [
      'A=1\nB=\nC= ',
      'expected a value for every key (entry 2 is empty: does the secret exist here?); a value for every key (entry 3 is empty: does the secret exist here?)',
    ],
    ['A<<END\nEND', 'expected a value for every key (entry 1 is empty: does the secret exist here?)'],
    [
      'A=-----BEGIN\nhunter2\nhunter3=',
      'expected KEY=value on every line (entry 2 has no KEY=); a value for every key (entry 3 is empty: does the secret exist here?)',
    ],
    [
      'A=1\nB<<END\nhunter2',
      'expected KEY=value on every line (entry 2 has no line with the text after << alone)',
    ],
  ])('refuses the secrets %j without echoing any of them', (raw, expected) =>
    expect(value(secrets, raw)).toBe(expected),
  );
});

describe('pairs with values of several lines', () => {
  const entries = (raw: string) => [...(value(input.pairs(about), raw) as Map<string, string>)];
  it.each([
    [
      'A<<END\none\n two = 2 \n\nEND\nB=x',
      [
        ['A', 'one\n two = 2 \n'],
        ['B', 'x'],
      ],
    ],
    [
      'A<<END\r\none\r\ntwo\r\nEND\r\nB=x\r\n',
      [
        ['A', 'one\r\ntwo\r'],
        ['B', 'x'],
      ],
    ],
    ['  A<<END \none\n  END\n', [['A', 'one']]],
    ['A<<END\nEND', [['A', '']]],
    ['A<<END\n\nEND', [['A', '']]],
    ['A<<END\n\n\nEND', [['A', '\n']]],
    [
      'A=x<<END\nB=1',
      [
        ['A', 'x<<END'],
        ['B', '1'],
      ],
    ],
    [
      'A<<B=c\nB=1',
      [
        ['A<<B', 'c'],
        ['B', '1'],
      ],
    ],
  ])('%j', (raw, expected) => expect(entries(raw)).toEqual(expected));

  it('keeps whatever stands between, byte for byte', () => {
    const value = fc
      .string({ unit: 'binary' })
      .filter((text) => !text.split('\n').some((line) => line.trim() === 'END'));
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const raw = values.map((each, index) => `K${index}<<END\n${each}\nEND\n`).join('\n');
        expect(entries(raw)).toEqual(values.map((each, index) => [`K${index}`, each]));
      }),
    );
  });

  it('say nothing of a secret text that is wrong, whatever is wrong with it', () => {
    const canary = fc.stringMatching(/^[A-Za-z0-9+/]{8,30}={0,2}$/).filter((text) => /\d/.test(text));
    const line = fc.oneof(
      canary,
      fc.tuple(canary, canary).map(([key, text]) => `${key}=${text}`),
      fc.tuple(canary, canary).map(([key, end]) => `${key}<<${end}`),
      fc.constantFrom('A=', 'END', 'A<<END', ''),
    );
    const spec = input.pairs({ ...about, secret: true });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const parsed = spec.parse(lines.join('\n'));
        const message = 'expected' in parsed ? parsed.expected : '';
        for (const part of lines.flatMap((each) => each.split(/=+|<</)).filter((each) => each.length >= 4))
          expect(message).not.toContain(part);
      }),
    );
  });
});
