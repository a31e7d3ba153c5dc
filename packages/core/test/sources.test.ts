import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nameOfBytes, pathOfName } from '../src/node/file-names.ts';
import { nodeSha256, nodeSources } from '../src/node/index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workaday-sources-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const everything = () => nodeSources(root).walk('.', () => false);

describe('walking a folder', () => {
  it('answers all that it holds, sorted, with kind, mode and symlink target', async () => {
    mkdirSync(join(root, 'b/empty'), { recursive: true });
    writeFileSync(join(root, 'b/a'), '');
    chmodSync(join(root, 'b/a'), 0o4755);
    chmodSync(join(root, 'b/empty'), 0o1700);
    symlinkSync('../nowhere', join(root, 'a'));
    const entries = await everything();
    expect(entries.map(({ path, kind, target }) => [path, kind, target])).toEqual([
      ['a', 'symlink', '../nowhere'],
      ['b', 'directory', ''],
      ['b/a', 'file', ''],
      ['b/empty', 'directory', ''],
    ]);
    expect(entries.slice(2).map(({ mode }) => mode)).toEqual([0o4755, 0o1700]);
  });

  it('does not look into what is skipped', async () => {
    mkdirSync(join(root, 'a/b'), { recursive: true });
    const asked: string[] = [];
    const entries = await nodeSources(root).walk('.', ({ path }) => asked.push(path) > 0);
    expect([asked, entries]).toEqual([['a'], []]);
  });

  it('knows pipes and sockets', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, 'socket'), resolve));
    const entries = await everything();
    await new Promise((resolve) => server.close(resolve));
    expect(entries.map(({ kind, target }) => [kind, target])).toEqual([
      ['special', 'pipe'],
      ['special', 'socket'],
    ]);
  });

  it('tells names that are no UTF-8 apart, and reads their files', async () => {
    for (const byte of [0xfe, 0xff]) {
      writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([byte])]), `${byte}`);
    }
    const paths = (await everything()).map(({ path }) => path);
    expect(paths).toEqual(['\uDCFE', '\uDCFF']);
    expect(await nodeSources(root).digests(paths)).toEqual(['254', '255'].map(nodeSha256));
  });
});

describe('digests', () => {
  it('come in the order of the paths, also of large files', async () => {
    const contents = [
      '',
      'a',
      'b'.repeat((1 << 20) + 1),
      ...Array.from({ length: 40 }, (_, index) => `${index}`),
    ];
    contents.forEach((content, index) => {
      writeFileSync(join(root, `${index}`), content);
    });
    const paths = contents.map((_, index) => `${index}`);
    expect(await nodeSources(root).digests(paths)).toEqual(contents.map(nodeSha256));
  });

  it('fail where a file cannot be read', async () => {
    await expect(nodeSources(root).digests(['gone'])).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('file names', () => {
  it('become text and bytes again, and no two the same text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
        expect(Buffer.from(pathOfName(nameOfBytes(bytes)))).toEqual(Buffer.from(bytes));
      }),
    );
  });
});
