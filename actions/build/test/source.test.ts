import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  lutimesSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { nodeSha256 } from '@workaday/core/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceOptions, SourceTarget } from '../src/source/source.ts';
import { SourceTree } from './support/source-tree.ts';

const examples = join(import.meta.dirname, '../../../examples');
let tree: SourceTree;
beforeEach(() => {
  tree = new SourceTree();
});
afterEach(() => tree.remove());

const dockerfile = [
  'FROM node:24 AS base',
  'WORKDIR /app',
  'COPY src src',
  'COPY *.json ./',
  'FROM base AS dev',
].join('\n');

function service(): void {
  tree.write('Dockerfile', dockerfile);
  tree.write('.dockerignore', 'src/logs\n!src/logs/keep\n**/*.tmp\n');
  tree.write('src/a.js', 'a');
  tree.write('src/b.js', 'b');
  tree.write('src/same.js', 'a');
  tree.write('src/logs/x', 'x');
  tree.write('src/logs/keep', 'keep');
  tree.write('src/lib/c.js', 'c');
  tree.link('src/link', 'a.js');
  tree.write('package.json', '{}');
  tree.write('docs/guide.md', 'guide');
}

function swap(one: string, other: string): void {
  const [first, second] = [one, other].map((path) => readFileSync(tree.at(path), 'utf8'));
  tree.write(one, second);
  tree.write(other, first);
}

function becomesFolder(path: string): void {
  rmSync(tree.at(path));
  tree.folder(path);
}

describe('the source key changes with', () => {
  beforeEach(service);

  it.each<[string, () => void]>([
    ['a byte', () => tree.write('src/a.js', 'A')],
    ['a byte more', () => appendFileSync(tree.at('src/a.js'), '\0')],
    ['a mode bit', () => chmodSync(tree.at('src/a.js'), 0o744)],
    ['the mode of a folder', () => chmodSync(tree.at('src/lib'), 0o711)],
    ['the mode of a folder that holds an exception', () => chmodSync(tree.at('src/logs'), 0o711)],
    ['a symlink target', () => tree.link('src/link', 'b.js')],
    ['a new file', () => tree.write('src/new')],
    ['an empty folder', () => tree.folder('src/empty')],
    ['a file that is gone', () => rmSync(tree.at('src/b.js'))],
    ['a renamed file', () => renameSync(tree.at('src/a.js'), tree.at('src/c.js'))],
    ['swapped contents', () => swap('src/a.js', 'src/b.js')],
    ['a file that became a symlink to the same content', () => tree.link('src/same.js', 'a.js')],
    ['a file that became a folder', () => becomesFolder('src/b.js')],
    ['a file that a wildcard names', () => tree.write('package-lock.json', '{}')],
    ['a file that an exception keeps', () => tree.write('src/logs/keep', 'changed')],
    ['an exception more', () => appendFileSync(tree.at('.dockerignore'), '!src/logs/x\n')],
    ['an exception less', () => tree.write('.dockerignore', 'src/logs\n**/*.tmp\n')],
    ['an ignore file of the Dockerfile', () => tree.write('Dockerfile.dockerignore')],
    ['a comment in the Dockerfile', () => appendFileSync(tree.at('Dockerfile'), '\n# x')],
    ['a pipe', () => execFileSync('mkfifo', [tree.at('src/pipe')])],
    ['a name that is no UTF-8', () => execFileSync('bash', ['-c', `touch ${tree.at('src')}/$'\\xff'`])],
  ])('%s', async (_, change) => {
    const before = await tree.key();
    change();
    expect(await tree.key()).not.toBe(before);
  });

  it.each<[string, Partial<SourceTarget>, Partial<SourceOptions>]>([
    ['the target', { stage: 'base' }, {}],
    ['a platform', { platforms: ['linux/arm64'] }, {}],
    ['a platform more', { platforms: ['linux/amd64', 'linux/arm64'] }, {}],
    ['an argument', { buildArgs: new Map([['A', '1']]) }, {}],
    ['the platform of the runner', {}, { platform: 'linux/arm64' }],
    ['the builder', {}, { builder: { provenance: 'max' } }],
    ['the digest of a base', {}, { resolve: async () => nodeSha256('newer') }],
    ['the rest of the context, where a base may read it', {}, { wholeContext: true }],
  ])('%s', async (_, target, options) => {
    expect(await tree.key(target, options)).not.toBe(await tree.key());
  });

  it('the value, the name and the place of an argument', async () => {
    const given: [string, string][][] = [
      [['A', '1']],
      [['A', '2']],
      [['B', '1']],
      [['A', '']],
      [['A=1', '']],
      [],
    ];
    const keys = await Promise.all(given.map((pairs) => tree.key({ buildArgs: new Map(pairs) })));
    expect(new Set(keys).size).toBe(given.length);
  });

  it('a part that names what changed', async () => {
    const before = (await tree.source()).parts;
    tree.write('src/a.js', 'changed');
    const after = (await tree.source({ buildArgs: new Map([['A', '1']]) })).parts;
    const names = Object.keys(before) as (keyof typeof before)[];
    expect(names.filter((name) => before[name] !== after[name])).toEqual(['files', 'arguments']);
  });

  it('names that differ only where they are no UTF-8, or hold a newline', async () => {
    const keys: string[] = [];
    for (const name of ["$'\\xff'", "$'\\xfe'", "$'\\ufffd'", "$'a\\nb'", "'a b'"]) {
      execFileSync('bash', ['-c', `touch ${tree.at('src')}/${name}`]);
      keys.push(await tree.key());
      execFileSync('bash', ['-c', `rm ${tree.at('src')}/${name}`]);
    }
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the source key does not change with', () => {
  beforeEach(service);

  it.each<[string, () => void]>([
    ['the time of a file', () => utimesSync(tree.at('src/a.js'), 1, 1)],
    ['the time of a symlink', () => lutimesSync(tree.at('src/link'), 1, 1)],
    ['an ignored file', () => tree.write('src/logs/x', 'changed')],
    ['a new ignored file', () => tree.write('src/lib/x.tmp')],
    ['a file that no COPY reads', () => tree.write('docs/guide.md', 'changed')],
    ['a folder that no COPY reads', () => tree.folder('other/empty')],
    ['an exception for what no COPY reads', () => appendFileSync(tree.at('.dockerignore'), '!docs\n')],
    ['a comment in .dockerignore', () => appendFileSync(tree.at('.dockerignore'), '# why\n')],
    ['the mode of a folder that COPY empties into another', () => chmodSync(tree.at('src'), 0o700)],
    ['the owner', () => process.getuid?.() === 0 && execFileSync('chown', ['-R', '1234:1234', tree.root])],
    ['a file beside the wildcard', () => tree.write('package.yaml')],
  ])('%s', async (_, change) => {
    const before = await tree.key();
    change();
    expect(await tree.key()).toBe(before);
  });

  it('the order of arguments, platforms and options', async () => {
    const pairs: [string, string][] = [
      ['A', '1'],
      ['B', '2'],
    ];
    const one = await tree.key(
      { buildArgs: new Map(pairs), platforms: ['linux/amd64', 'linux/arm64'] },
      { builder: { a: '1', b: '2' } },
    );
    const other = await tree.key(
      { buildArgs: new Map(pairs.toReversed()), platforms: ['linux/arm64', 'linux/amd64'] },
      { builder: { b: '2', a: '1' } },
    );
    expect(one).toBe(other);
  });

  it('the platform that is the one of the runner anyway', async () => {
    expect(await tree.key({ platforms: ['linux/amd64'] })).toBe(await tree.key());
  });
});

describe('examples', () => {
  it.each([
    ['services/web/server.js', 'web'],
    ['services/api/server.js', 'api'],
    ['shared/serve.js', 'api,web'],
    ['package.json', 'api,web'],
    ['k8s/web.yaml', ''],
    ['README.md', ''],
    ['workaday.yml', ''],
  ])('monorepo: %s is part of %j', async (path, expected) => {
    tree.copy(join(examples, 'monorepo'));
    const keys = () =>
      Promise.all(['api', 'web'].map((name) => tree.key({ dockerfile: `services/${name}/Dockerfile` })));
    const before = await keys();
    appendFileSync(tree.at(path), ' ');
    const after = await keys();
    expect(['api', 'web'].filter((_, index) => before[index] !== after[index]).join()).toBe(expected);
  });

  it.each([
    ['server.js', true],
    ['settings.json', true],
    ['README.md', false],
    ['k8s/settings.yaml', false],
  ])('web-service: %s is part of it: %s', async (path, expected) => {
    tree.copy(join(examples, 'web-service'));
    const before = await tree.key();
    appendFileSync(tree.at(path), ' ');
    expect((await tree.key()) !== before).toBe(expected);
  });
});
