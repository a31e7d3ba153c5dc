import { rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeExec } from '@workaday/core/node';
import { ensureTool } from '@workaday/testbed';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseManifests } from '../../src/manifests/manifests.ts';
import { resolvePlain } from '../../src/manifests/yaml-scalar.ts';

let kubectl: string;
let folder: string;
beforeAll(async () => {
  kubectl = await ensureTool('kubectl');
  folder = await mkdtemp(join(tmpdir(), 'workaday-fidelity-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: ns}\n';

/** What kubectl would send, as the texts of JSON; undefined when it does not read the file. */
async function asked(text: string, name = 'a.yaml'): Promise<unknown[] | undefined> {
  const file = join(folder, name);
  writeFileSync(file, text);
  const { exitCode, stdout } = await nodeExec(kubectl, [
    'create',
    '--dry-run=client',
    '--validate=false',
    '-o',
    'json',
    '-f',
    file,
  ]);
  if (exitCode !== 0) return undefined;
  return stdout
    .trim()
    .split(/(?<=^\})\n(?=\{)/m)
    .map((object) => JSON.parse(object));
}

function ours(text: string, name = 'a.yaml'): unknown[] | undefined {
  const { manifests, problems } = parseManifests(text, name);
  // The cluster gets JSON: -0 is 0 there.
  return problems.length > 0 ? undefined : JSON.parse(JSON.stringify(manifests.map(({ object }) => object)));
}

const scalars = [
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'yEs', 'on', 'On', 'ON', 'true', 'True', 'TRUE', 'tRUE'],
  ...[
    'n',
    'N',
    'no',
    'No',
    'NO',
    'off',
    'Off',
    'OFF',
    'false',
    'False',
    'FALSE',
    '~',
    'null',
    'Null',
    'NULL',
    'nULL',
  ],
  ...[
    '0',
    '00',
    '0644',
    '080',
    '08',
    '0o17',
    '0O17',
    '0o8',
    '0x1F',
    '0X1f',
    '0x',
    '0x_1F',
    '0x1F_',
    '0b11',
    '0B11',
    '0b12',
    '0_7',
    '0_',
  ],
  ...[
    '+12',
    '-12',
    '+0644',
    '-0644',
    '-0x1F',
    '-0b11',
    '-0',
    '-0.0',
    '1_000',
    '1__0',
    '_1',
    '-_1',
    '+',
    '1-',
    '1_0.5',
    '1.5_0',
  ],
  ...[
    '1e3',
    '1E3',
    '1e+3',
    '+1e3',
    '1.5e-3',
    '1.e3',
    '12e03',
    '1e',
    '1e3.5',
    '1e21',
    '1e-7',
    '1e400',
    '-1e400',
    '0x1p-2',
    '685230.15',
  ],
  ...['.5', '-.5', '+.5', '.5e3', '.e3', '.1_0', '._1', '..', '1.', '1.0', '1.5.5', '.inF', '.nAN'],
  ...[
    '190:20:30',
    '190:20:30.15',
    '2001-12-14',
    '2001-12-14t21:59:43.10-05:00',
    '2001-12-14 21:59:43.10 -5',
    '12:30',
  ],
  ...[
    '9007199254740991',
    '-9007199254740991',
    '123456789012',
    '=',
    '<<',
    'a#b',
    'a b',
    '1 2',
    '-a',
    '?a',
    ':a',
    'a:b',
    '"1"',
    "'yes'",
  ],
];

describe('kubectl and we read the same', () => {
  test('of every plain scalar', async () => {
    const text = `${head}v:\n${scalars.map((scalar) => `- ${scalar}\n`).join('')}`;
    expect(ours(text)).toEqual(await asked(text));
  });

  test('of scalars that nobody thought of', async () => {
    const alphabet = fc.constantFrom(...'0178_.+-eExXoObBnNyYfsatrul~:T');
    const words = fc.sample(fc.string({ unit: alphabet, minLength: 1, maxLength: 7 }), {
      numRuns: 3000,
      seed: 6,
    });
    const plain = words.filter(
      (word) => !/^[-:]$|^-$|:$|^---/.test(word) && !('problem' in resolvePlain(word)),
    );
    const text = `${head}v:\n${plain.map((word) => `- ${word}\n`).join('')}`;
    const [mine, theirs] = [ours(text), await asked(text)] as { v: unknown[] }[][];
    const pairs = (read: { v: unknown[] }[] | undefined) =>
      plain.map((word, index) => [word, read?.[0]?.v[index]]);
    expect(plain.length).toBeGreaterThan(2000);
    expect(pairs(mine)).toEqual(pairs(theirs));
  });

  test.each<[string, string]>([
    [
      'text blocks',
      'a: |\n  x\n  ---y\nb: >-\n  folded\n  text\n\n  more\nc: |2\n   x\n  z\nd: |+\n  keep\n\n',
    ],
    [
      'quotes',
      'a: \'it\'\'s\'\nb: "\\x41\\e\\u00e9\\t"\nc: "multi\n  line\\\n  joined"\nd: plain\n  multi\n',
    ],
    ['flows', 'a: {x: 1,}\nb: [x, z,]\nc: {x}\nd: {"x":1}\ne: {x:1}\nf: [a:1, http://x:80]\n? g\n: h\n'],
    [
      'anchors and merges',
      'a: &x {p: 1, q: 2}\nb: &w {p: 5, r: 6}\nc: {<<: [*x, *w], d: 4}\ne: {<<: *x, p: 3}\nf: *x\ng: {"<<": {a: 1}}\n',
    ],
    [
      'tags',
      'a: !!str 123\nb: !!int "3"\nc: !!float 3\nd: !!bool "yes"\ne: !!null ""\nf: !!str\ng: !!map {a: 1}\nh: !!seq [a]\n',
    ],
    ['keys', '1: a\n-1: b\n__proto__: {a: 1}\nconstructor: c\n"on": d\n\'0644\': e\n? "~"\n: f\n'],
    ['comments and tabs', 'a:\tb\t# c\nd: e #f\ng: h#i\n# end'],
    ['nothing', 'a:\nb: {}\nc: []\nd: [{}, [], ~]\n'],
    ['line ends of Windows', 'a: |\r\n  x\r\n  z\r\nb: "c\r\n  d"\r\n'],
    ['all kinds of letters', 'a: "\u00a0é😀\\u2028\\u0085"\nb: é😀\n'],
  ])('of %s', async (_name, more) => {
    const text = head + more;
    const theirs = await asked(text);
    expect(theirs).toBeDefined();
    expect(ours(text)).toEqual(theirs);
  });

  const object = (name: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ns}\n`;
  test.each<[string, string]>([
    [
      'several documents',
      `---\n${object('a')}---\n# none\n---\n---\n${object('b')}...\n---\n${object('c')}---\n`,
    ],
    ['a byte order mark', `\ufeff${object('a')}`],
    ['line ends of Windows between documents', `${object('a')}---\n${object('b')}`.replaceAll('\n', '\r\n')],
  ])('of a file with %s', async (_name, text) => expect(ours(text)).toEqual(await asked(text)));

  test('of JSON', async () => {
    const text =
      '{\n\t"apiVersion": "v1",\n\t"kind": "ConfigMap", "metadata": {"name": "a", "namespace": "ns"},\n\t"data": {"a": "\\ud83d\\ude00\\/\\u2028", "n": 1.50, "e": 1E3, "z": null, "big": 9007199254740991}\n}';
    expect(ours(text, 'a.json')).toEqual(await asked(text, 'a.json'));
  });
});

describe('we refuse, loudly, what kubectl', () => {
  test.each<[string, string]>([
    ['refuses: an infinite number', 'a: .inf'],
    ['refuses: null as a key', '~: a'],
    ['refuses: a mapping as a key', '? {a: 1}\n: b'],
    ['refuses: tabs', 'a:\n\tb: 1'],
    ['refuses: a reserved character', 'a: @b'],
    ['refuses: a half list', 'a: [1'],
    ['refuses: a list beside its key', 'a: - b'],
    ['refuses: an unknown anchor', 'a: *b'],
    ['refuses: an anchor in itself', 'a: &b [*b]'],
    ['refuses: NUL', 'a: "\0"'],
  ])('%s', async (_name, more) => {
    expect(await asked(head + more)).toBeUndefined();
    expect(ours(head + more)).toBeUndefined();
  });

  test.each<[string, string]>([
    ['renames: a boolean as a key', 'on: a'],
    ['keeps, though nobody sees it: a byte order mark inside', 'a: "\ufeff"'],
    ['reads as a new line: a line end of Unicode', 'a: b # c\u2028d: e'],
    ['reads as a new line: a line end of old', 'a: b # c\rd: e'],
    ['renames: an octal as a key', '0644: a'],
    ['drops: a key that stands twice', 'a: 1\na: 2'],
    ['drops: a tag', 'a: !vault b'],
    ['decodes: binary', 'a: !!binary aGVsbG8='],
    ['reads otherwise than YAML says: a merge after its key', 'x: &x {a: 1}\nz: {a: 2, <<: *x}'],
    ['sends, and JavaScript could not: an integer beyond 2^53', 'a: 9007199254740993'],
    ['rounds: an integer beyond 2^64', 'a: 18446744073709551616'],
  ])('%s', async (_name, more) => {
    expect(await asked(head + more)).toBeDefined();
    expect(ours(head + more)).toBeUndefined();
  });
});
