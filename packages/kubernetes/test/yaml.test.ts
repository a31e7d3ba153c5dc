import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseManifests } from '../src/manifests/manifests.ts';
import { readYaml } from '../src/manifests/yaml-documents.ts';
import { resolvePlain } from '../src/manifests/yaml-scalar.ts';

const read = (text: string) => {
  const [document] = readYaml(text, 'a.yaml');
  expect(document?.problems).toEqual([]);
  return document?.value;
};
const problemsOf = (text: string) => readYaml(text, 'a.yaml').flatMap(({ problems }) => problems);

// What kubectl 1.36 makes of each is asked in cluster/manifest-fidelity.test.ts.
describe('a plain scalar', () => {
  test.each<[string, unknown]>([
    ['yes', true],
    ['Off', false],
    ['y', true],
    ['yEs', 'yEs'],
    ['~', null],
    ['', null],
    ['nULL', 'nULL'],
    ['0644', 420],
    ['-0644', -420],
    ['080', 80],
    ['0o17', 15],
    ['0x_1F', 31],
    ['-0b11', -3],
    ['1__0', 10],
    ['_1', '_1'],
    ['-_1', -1],
    ['1e3', 1000],
    ['.5', 0.5],
    ['._1', '._1'],
    ['1.', 1],
    ['0x1p-2', '0x1p-2'],
    ['1e400', '1e400'],
    ['190:20:30', '190:20:30'],
    ['2001-12-14', '2001-12-14'],
    ['1.5.5', '1.5.5'],
    ['+', '+'],
    ['9007199254740991', 9007199254740991],
  ])('%j is %j', (source, value) => expect(resolvePlain(source)).toEqual({ value }));

  test.each([
    '9007199254740992',
    '-9007199254740993',
    '0xFFFFFFFFFFFFFFFF',
    '0777777777777777777777',
    '.inf',
    '-.INF',
    '.NaN',
  ])('%s is refused, because it would not travel unchanged', (source) =>
    expect(resolvePlain(source)).toHaveProperty('problem'),
  );
});

describe('a text that Kubernetes’ tools read in another way than it looks is refused with its line', () => {
  test.each<[string, string, string]>([
    ['a boolean as a key', 'a: 1\non: 2\n', '2: the key on would become "true"'],
    ['an octal as a key', '\n0644: a\n', '2: the key 0644 would become "420"'],
    ['a fraction as a key', '1.5: a', '1: the key 1.5 would become another number'],
    ['null as a key', '~: a', '1: the key ~ would become null'],
    ['a mapping as a key', '? {a: 1}\n: b', '1: a key of this mapping is no text'],
    ['a key twice', 'a: 1\nb: 2\na: 3', '3: the key a stands twice'],
    ['a key twice, written differently', '1: a\n"1": b', '2: the key 1 stands twice'],
    ['a merge after its key', 'x: &x {a: 1}\nz: {a: 2, <<: *x}', '2: << comes after the key a'],
    ['a merge of a text', 'z: {<<: a}', '1: << needs a mapping'],
    ['an unknown anchor', 'z: *x', '1: there is no anchor &x'],
    ['an anchor in itself', 'z: &x [*x]', '1: the anchor &x contains itself'],
    ['a tag of its own', 'z: !vault abc', '1: "abc" has the tag !vault'],
    ['binary', 'z: !!binary aGk=', '1: "aGk=" has the tag !!binary'],
    ['a set', 'z: !!set {a}', '1: the tag !!set'],
    ['a tag that does not fit', 'z: !!int abc', '1: "abc" has the tag !!int'],
    ['a NUL', 'a: 1\nb: "x\0"', '2: it holds the character U+0000'],
    ['bytes that are no UTF-8', 'a: \ufffd', '1: it holds bytes that are no UTF-8'],
    ['a byte order mark in the middle', 'a: 1\n\ufeffb: 2', '2: it holds the character U+FEFF'],
    ['a line end of old', 'a: 1\n# x\rb: 2', '2: it holds the character U+000D'],
    ['a line end of Unicode', 'a: 1\n# x\u2028b: 2', '2: it holds the character U+2028'],
    ['a tab as indentation', 'a:\n\tb: 1', '2: Tabs are not allowed'],
    ['an integer beyond 2^53', 'a:\n  b: 9007199254740993', '2: 9007199254740993 is too large'],
  ])('%s', (_name, text, says) => {
    const [first] = problemsOf(text);
    expect(`${first?.place?.line}: ${first?.what}`).toContain(says);
  });

  test('nested too deeply', () => expect(problemsOf('['.repeat(20_000))).not.toEqual([]));

  test('aliases that fill the memory', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? 'l0: &l0 [a, a]'
        : `l${level}: &l${level} [${Array(9)
            .fill(`*l${level - 1}`)
            .join()}]`,
    );
    expect(problemsOf(levels.join('\n')).map(({ what }) => what)).toContain(
      'aliases stand for more than 100000 values',
    );
  });
});

describe('a text', () => {
  test.each<[string, string, unknown]>([
    ['with a byte order mark', '\ufeffa: 1\n', { a: 1 }],
    ['with CRLF', 'a: |\r\n  b\r\n  c\r\nd: e\r\n', { a: 'b\nc\n', d: 'e' }],
    ['with a directive', '%YAML 1.1\n---\na: yes\n', { a: true }],
    [
      'with tags that say what is there',
      'a: !!str 123\nb: !!int "3"\nc: !!float 3\nd: !!bool "yes"',
      { a: '123', b: 3, c: 3, d: true },
    ],
    [
      'with merges',
      'x: &x {a: 1, b: 2}\nw: &w {a: 5, c: 6}\nz: {<<: [*x, *w], b: 3}',
      { x: { a: 1, b: 2 }, w: { a: 5, c: 6 }, z: { a: 1, b: 3, c: 6 } },
    ],
    [
      'with a key that JavaScript knows',
      '__proto__: {a: 1}\nconstructor: b',
      JSON.parse('{"__proto__": {"a": 1}, "constructor": "b"}'),
    ],
    ['with an anchor that is set twice', 'a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
    ['of JSON with tabs', '{\n\t"a": {\n\t\t"b": ["\\ud83d\\ude00\\/"]\n\t}\n}', { a: { b: ['😀/'] } }],
  ])('%s', (_name, text, value) => expect(read(text)).toEqual(value));

  test('gives each use of an anchor a copy of its own', () => {
    const value = read('a: &x {b: 1}\nc: *x') as { a: object; c: object };
    expect(value.a).not.toBe(value.c);
  });

  test.each(['', '\n---\n---\n# nothing\n', '---', '# a\n---\n...\n'])('of no object: %j', (text) =>
    expect(parseManifests(text, 'a.yaml')).toEqual({ manifests: [], problems: [] }),
  );

  test('of any JSON comes back as it was', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aZ09 :#-?\'"\\{}[],&*!|>%@`\n\t~=<yn.é😀') });
    const number = fc
      .oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }))
      .map((one) => one + 0);
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        text,
        number,
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(text, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, (written) => {
        const json = JSON.stringify({ written });
        expect(read(json)).toEqual(JSON.parse(json));
      }),
    );
  });
});
