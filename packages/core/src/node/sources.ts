import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileEntry, Sha256, SourceEntry, Sources } from '../ports.ts';

export const nodeSha256: Sha256 = (content) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** What builds see below a folder of this machine. */
export function nodeSources(root: string): Sources {
  return {
    walk: async (folder, skip) => {
      const entries = await walk(join(root, folder), '', skip);
      return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    digest: async (path) => {
      const hash = createHash('sha256');
      await pipeline(createReadStream(join(root, path)), hash);
      return `sha256:${hash.digest('hex')}`;
    },
  };
}

async function walk(top: string, below: string, skip: (entry: FileEntry) => boolean): Promise<SourceEntry[]> {
  const found = await readdir(join(top, below), { withFileTypes: true });
  const nested = await Promise.all(
    found.map(async (item): Promise<SourceEntry[]> => {
      const path = below === '' ? item.name : `${below}/${item.name}`;
      const kind = item.isSymbolicLink() ? 'symlink' : item.isDirectory() ? 'directory' : 'file';
      if (skip({ path, kind })) return [];
      const full = join(top, path);
      const mode = (await lstat(full)).mode & 0o7777;
      const entry = { path, kind, mode, target: kind === 'symlink' ? await readlink(full) : '' } as const;
      return kind === 'directory' ? [entry, ...(await walk(top, path, skip))] : [entry];
    }),
  );
  return nested.flat();
}
