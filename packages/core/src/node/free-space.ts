import { statfs } from 'node:fs/promises';
import type { FreeSpace } from '../ports.ts';

/** What an ordinary user may still write. */
export const nodeFreeSpace: FreeSpace = async (folder) => {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if (['ENOENT', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};
