import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { FileEntry, Files } from '../ports.ts';

/** The files below a folder of this machine. */
export function nodeFiles(root: string): Files {
  return {
    readText: (path) => readFile(join(root, path), 'utf8').catch(onMissing),
    kind: async (path) => {
      const found = await lstat(join(root, path)).catch(onMissing);
      return found && kindOf(found);
    },
    list: async (path) => {
      const top = join(root, path);
      const entries = await readdir(top, { recursive: true, withFileTypes: true });
      return entries
        .map(
          (entry): FileEntry => ({
            path: relative(top, join(entry.parentPath, entry.name)).split(sep).join('/'),
            kind: kindOf(entry),
          }),
        )
        .filter((entry) => entry.kind !== 'directory')
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    },
  };
}

function kindOf(entry: { isDirectory(): boolean; isSymbolicLink(): boolean }): FileEntry['kind'] {
  if (entry.isSymbolicLink()) return 'symlink';
  return entry.isDirectory() ? 'directory' : 'file';
}

function onMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
