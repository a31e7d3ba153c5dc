import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInputs, resolveConfig } from '@workaday/core';
import { nodeFiles, nodeSha256, nodeSources } from '@workaday/core/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contract } from '../src/contract.ts';
import { buildTargets } from '../src/services.ts';
import { ignoreRules, sourceKey } from '../src/source/source-key.ts';

let root: string;
const at = (path: string) => join(root, path);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workaday-source-'));
  mkdirSync(at('src'));
  mkdirSync(at('logs'));
  writeFileSync(at('Dockerfile'), 'FROM scratch\nCOPY . /\n');
  writeFileSync(at('.dockerignore'), 'logs\n!logs/keep\n');
  writeFileSync(at('src/a.js'), 'a');
  writeFileSync(at('logs/x'), 'x');
  writeFileSync(at('logs/keep'), 'k');
  symlinkSync('a.js', at('src/link'));
});
afterEach(() => rmSync(root, { recursive: true }));

function relink(target: string): void {
  unlinkSync(at('src/link'));
  symlinkSync(target, at('src/link'));
}

function key(given: Record<string, string> = {}): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  const config = resolveConfig({}, { repository: 'a/b', manifestFolders: [] });
  const [target] = buildTargets(config, readInputs(contract.inputs, env), 'c'.repeat(40));
  if (target === undefined) throw new Error('no target');
  return sourceKey(target, nodeFiles(root), nodeSources(root), nodeSha256);
}

describe('the source key', () => {
  it.each<[string, () => void]>([
    ['a byte', () => writeFileSync(at('src/a.js'), 'b')],
    ['a mode bit', () => chmodSync(at('src/a.js'), 0o755)],
    ['a symlink target', () => relink('b.js')],
    ['a new file', () => writeFileSync(at('src/b.js'), '')],
    ['an empty folder', () => mkdirSync(at('src/empty'))],
    ['a file that an exception keeps', () => writeFileSync(at('logs/keep'), 'changed')],
    ['the Dockerfile', () => writeFileSync(at('Dockerfile'), 'FROM scratch\n')],
    ['.dockerignore letting more in', () => writeFileSync(at('.dockerignore'), '')],
    ['an ignore file of the Dockerfile', () => writeFileSync(at('Dockerfile.dockerignore'), '')],
  ])('changes with %s', async (_, change) => {
    const before = await key();
    change();
    expect(await key()).not.toBe(before);
  });

  it.each([{ target: 'x' }, { platforms: 'linux/arm64' }, { 'build-args': 'A=1' }])(
    'changes with %j',
    async (given) => {
      expect(await key(given)).not.toBe(await key());
    },
  );

  it.each<[string, () => void]>([
    ['a time', () => utimesSync(at('src/a.js'), 1, 1)],
    ['an ignored file', () => writeFileSync(at('logs/x'), 'changed')],
    ['a new ignored file', () => writeFileSync(at('logs/y'), '')],
  ])('does not change with %s', async (_, change) => {
    const before = await key();
    change();
    expect(await key()).toBe(before);
  });

  it('does not change with version or secrets, which no layer sees', async () => {
    expect(await key({ version: '1.0.0', 'build-secrets': 'A=b' })).toBe(await key());
  });
});

describe('.dockerignore', () => {
  it.each([
    ['*.md', 'README.md', true],
    ['*.md', 'docs/README.md', false],
    ['**/*.md', 'docs/README.md', true],
    ['docs', 'docs/a', true],
    ['/docs/', 'docs/a', true],
    ['*\n!src', 'src/a', false],
    ['*\n!src', 'other', true],
    ['\uFEFF# comment\r\nlogs\r\n', 'logs', true],
    ['', 'anything', false],
  ])('%j leaves %s out: %s', (text, path, expected) => {
    expect(ignoreRules(text)(path)).toBe(expected);
  });
});
