import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeFiles, nodeSources } from '@workaday/core/node';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDockerfile } from '../../src/dockerfile/read-dockerfile.ts';
import { type SeenEntry, seenContext } from '../../src/source/context.ts';
import { contextPaths } from '../../src/source/context-paths.ts';
import { readIgnoreFile } from '../../src/source/ignore-file.ts';
import { SourceTree } from '../support/source-tree.ts';

const run = promisify(execFile);
const builders = [
  ["docker's own driver", () => 'default'],
  ['a remote BuildKit', () => process.env['WORKADAY_BUILDER'] ?? ''],
] as const;

/** Each holds its own path, so that a build tells which ones it read. */
const files = [
  'a',
  'b.md',
  'food',
  'x|y',
  '.git/HEAD',
  'src/a',
  'src/b.md',
  'src/lib/a',
  'src/lib/keep/k',
  'docs/a/b/c.md',
  'docs/z',
  'with space',
  'é',
  '😀',
];

let tree: SourceTree;
let count = 0;
beforeAll(() => {
  tree = new SourceTree();
  for (const file of files) tree.write(`tree/${file}`, file);
  tree.write('tree/src/run.sh', 'src/run.sh', 0o4755);
  tree.folder('tree/empty/inner', 0o1777);
  tree.folder('tree/src/lib', 0o711);
  tree.link('tree/src/link', 'a');
  tree.link('tree/way', 'src');
});
afterAll(() => tree.remove());

/** Builds and answers what the image holds. */
async function built(builder: string, dockerfile: string, ignore?: string) {
  const name = `dockerfiles/${++count}`;
  tree.write(name, dockerfile);
  if (ignore !== undefined) tree.write(`${name}.dockerignore`, ignore);
  const output = `output/${count}`;
  const args = ['buildx', 'build', `--builder=${builder}`, `--file=${name}`];
  await run('docker', [...args, `--output=type=local,dest=${output}`, './tree'], { cwd: tree.root });
  const seen = await seenContext(
    { context: 'tree', dockerfile: name },
    contextPaths(readDockerfile(dockerfile, { buildArgs: new Map(), target: undefined, platforms: [] })),
    { files: nodeFiles(tree.root), sources: nodeSources(tree.root) },
  );
  return { image: await nodeSources(tree.root).walk(output, () => false), seen, output };
}

const described = (entries: readonly Omit<SeenEntry, 'digest'>[]) =>
  entries.map(({ path, kind, mode, target }) =>
    kind === 'symlink' ? `${path} -> ${target}` : `${path} ${kind} ${mode.toString(8)}`,
  );

const tables = [
  '',
  '*.md',
  '**/*.md',
  '/src/',
  'src/*\n!src/lib',
  'src\n!src/lib/keep',
  '*\n!src/**/keep',
  '**\n!**/*.md',
  '# a\r\n  docs  \r\n\r\n!docs/z\r\n',
  '\uFEFFdocs',
  './src/../docs/./a',
  '.\n..\n../a\n/',
  'fo?d\n[a-c]\n[^x]*.md',
  'with space\n😀\né',
  '?\nx\\|y\nb\\.*',
  '.git\nempty',
  '!src\nsrc',
  'src\n!src/a\n*',
  'src/lib/**\n!src/lib/keep/**',
  '**/a',
];

const line = fc
  .array(
    fc.constantFrom(
      'a',
      'src',
      'lib',
      'docs',
      'keep',
      '.md',
      '*',
      '**',
      '**/',
      '/',
      '/',
      '?',
      '[a-d]',
      'z',
      '.',
      ' ',
    ),
    { minLength: 1, maxLength: 5 },
  )
  .chain((parts) => fc.constantFrom('', '', '!').map((sign) => sign + parts.join('')));
const generated = fc
  .sample(
    fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
    { numRuns: 60, seed: 5 },
  )
  .filter((text) => readIgnoreFile(text) !== undefined)
  .slice(0, 30);

describe.each(builders)('on %s', (_, builder) => {
  it.each([...tables, ...generated])('an image holds what %j lets in', async (ignore) => {
    const { image, seen } = await built(builder(), 'FROM scratch\nCOPY . /\n', ignore);
    expect(described(seen)).toEqual(described(image));
  });

  it('an empty ignore file of the Dockerfile counts', async () => {
    tree.write('tree/.dockerignore', 'src');
    const { image, seen } = await built(builder(), 'FROM scratch\nCOPY . /\n', '');
    tree.write('tree/.dockerignore', '');
    expect(described(seen)).toEqual(described(image));
  });

  const instructions = [
    'COPY src/a /x/',
    'COPY src /x/',
    'COPY ["with space", "/x/"]',
    'COPY s* *.md /x/',
    'COPY src/[a-b]* docs/?/b /x/',
    'COPY way/a /x/',
    'COPY way /x/',
    'COPY w* /x/',
    'COPY /src/../docs/./a /x/',
    'COPY ../../docs /x/',
    'ARG D=docs\nENV E=$D/a\nCOPY $E ${F:-food} /x/',
    'ADD src/lib /x/',
    'COPY src /x/\nFROM scratch\nCOPY --from=0 /x /y\nCOPY docs/z /y/',
    'ONBUILD COPY docs /x/\nCOPY a /a\nFROM 0\nCOPY food /food',
  ];
  it.each(instructions)('%s reads nothing that the key does not hold', async (instruction) => {
    const text = `FROM scratch AS first\n${instruction.replace('FROM 0', 'FROM first')}\n`;
    await expectNothingMissed(builder(), text);
  });
});

describe('on a remote BuildKit, in newer forms', () => {
  const builder = () => process.env['WORKADAY_BUILDER'] ?? '';
  it.each([
    'COPY --parents src/lib/keep docs/./a/b /x/',
    'COPY --parents **/*.md /x/',
    'COPY --exclude=*.md docs /x/',
    'COPY <<EOF <<-"F" a /x/\nCOPY src /\nEOF\n\tb\n\tF\nCOPY docs/z /x/',
  ])('%s reads nothing that the key does not hold', async (instruction) => {
    await expectNothingMissed(builder(), `FROM scratch\n${instruction}\n`);
  });
});

/** Files of the context that are found in the image, by what they hold, have to be among those of the key. */
async function expectNothingMissed(builder: string, dockerfile: string): Promise<void> {
  const { image, seen, output } = await built(builder, dockerfile);
  const held = image
    .filter(({ kind }) => kind === 'file')
    .map(({ path }) => readFileSync(join(tree.root, output, path), 'utf8'))
    .filter((content) => files.includes(content));
  const known = new Set(seen.map(({ path }) => path));
  expect(held.length).toBeGreaterThan(0);
  expect(held.filter((path) => !known.has(path))).toEqual([]);
}
