import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Sha256, SourceEntry, Sources } from '../ports.ts';
import { nameOfBytes, pathOfName } from './file-names.ts';

export const nodeSha256: Sha256 = (content) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** What builds see below a folder of this machine. */
export function nodeSources(root: string): Sources {
  return {
    walk: async (folder, skip) => {
      const entries: SourceEntry[] = [];
      await walk(join(root, folder), '', skip, entries);
      return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    digests: (paths) => inParallel(16, paths, (path) => digest(pathOfName(join(root, path)))),
  };
}

async function walk(
  top: string,
  below: string,
  skip: Parameters<Sources['walk']>[1],
  entries: SourceEntry[],
): Promise<void> {
  const found = await readdir(pathOfName(join(top, below)), { withFileTypes: true, encoding: 'buffer' });
  for (const item of found) {
    const name = nameOfBytes(item.name);
    const path = below === '' ? name : `${below}/${name}`;
    const kind = kindOf(item);
    if (skip({ path, kind })) continue;
    // Synchronous, because a trip through the thread pool takes longer than the answer.
    const full = pathOfName(join(top, path));
    const stats = lstatSync(full);
    const target = kind === 'symlink' ? nameOfBytes(readlinkSync(full, 'buffer')) : specialOf(kind, stats);
    entries.push({ path, kind, mode: stats.mode & 0o7777, target });
    if (kind === 'directory') await walk(top, path, skip, entries);
  }
}

function kindOf(item: Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): SourceEntry['kind'] {
  if (item.isFile()) return 'file';
  if (item.isDirectory()) return 'directory';
  return item.isSymbolicLink() ? 'symlink' : 'special';
}

function specialOf(kind: SourceEntry['kind'], stats: Stats): string {
  if (kind !== 'special') return '';
  if (stats.isFIFO()) return 'pipe';
  return stats.isSocket()
    ? 'socket'
    : `${stats.isBlockDevice() ? 'block' : 'character'} device ${stats.rdev}`;
}

/** Files up to this size are read at once. */
const small = 1 << 20;

async function digest(path: string | Buffer): Promise<string> {
  if (lstatSync(path).size <= small) return nodeSha256(readFileSync(path));
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return `sha256:${hash.digest('hex')}`;
}

/** Does the same to each item, with so many at a time. */
async function inParallel<T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const workers = Array.from({ length: Math.min(limit, items.length) }, async () => {
    for (const [index, item] of rest) results[index] = await work(item);
  });
  await Promise.all(workers);
  return results;
}
