import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { saveState } from '@actions/core';
import type { PrivateFolder } from '../ports.ts';
import { removeAtEnd } from './cancellation.ts';

const removing = { recursive: true, force: true, maxRetries: 5 } as const;

/**
 * Makes a folder with mode 0700. It goes with `remove`, and when the run is cancelled by a signal; the runner is told its
 * path beforehand, so that the post step can remove it after a process that was killed (`removeLeftFolders`).
 */
export async function nodePrivateFolder(): Promise<PrivateFolder> {
  const name = `workaday-${randomBytes(8).toString('hex')}`;
  const path = join(process.env['RUNNER_TEMP'] || tmpdir(), name);
  if (process.env['GITHUB_STATE']) saveState(name, path);
  const gone = removeAtEnd(() => rmSync(path, removing));
  await mkdir(path, { mode: 0o700 });
  return {
    path,
    write: (file, content) => write(join(path, file), content),
    copy: async (file, source) => {
      if (existsSync(source)) await copy(source, join(path, file));
    },
    link: async (file, target) => {
      if (!existsSync(target)) return;
      await makeFolder(dirname(join(path, file)));
      await symlink(target, join(path, file));
    },
    readText: async (file) => {
      try {
        return await readFile(join(path, file), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    remove: async () => {
      await rm(path, removing);
      gone();
    },
  };
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

async function write(file: string, content: string | Uint8Array): Promise<string> {
  await makeFolder(dirname(file));
  await writeFile(file, content, { mode: 0o600, flag: 'wx' });
  return file;
}

/** Copies what may belong to somebody else and be read-only into what is ours. */
async function copy(source: string, target: string): Promise<void> {
  if (!(await stat(source)).isDirectory()) {
    await write(target, await readFile(source));
    return;
  }
  await makeFolder(target);
  for (const name of await readdir(source)) await copy(join(source, name), join(target, name));
}
