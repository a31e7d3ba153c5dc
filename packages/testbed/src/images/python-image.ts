import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheEntry } from '../cache/entry.ts';
import { run } from '../process/run.ts';
import type { Progress } from '../progress.ts';
import { debianImage, debianPath, recipeOf, withDependencies } from './debian-root.ts';

const pip = 'pip==25.3';

/**
 * A small Linux with Python, in the place of Docker Hub's `python:3.11-slim`: Debian's own Python 3, which on Debian 12 is
 * 3.11, as /usr/local/bin/python, with pip of the Python package index. No registry of packages has other Pythons for Linux.
 */
export function pythonImage(progress: Progress): Promise<string> {
  const inputs = { recipe: recipeOf(import.meta.filename), machine: process.arch };
  return cacheEntry('image-python', inputs, progress, async (folder) => {
    const packages = await withDependencies(['python3']);
    await debianImage(folder, packages, addPython, {
      Env: [debianPath, 'LANG=C.UTF-8'],
      Cmd: ['python3'],
    });
  });
}

async function addPython(root: string): Promise<void> {
  const library = readdirSync(join(root, 'usr/lib')).find((name) => /^python3\.\d+$/.test(name));
  if (library === undefined) throw new Error('the Debian package python3 brought no /usr/lib/python3.N');
  // Debian keeps pip out of its own Python; in the image it stands for, pip installs into it.
  rmSync(join(root, 'usr/lib', library, 'EXTERNALLY-MANAGED'), { force: true });
  const bin = join(root, 'usr/local/bin');
  mkdirSync(bin, { recursive: true });
  for (const name of ['python', 'python3', library]) symlinkSync(`/usr/bin/${library}`, join(bin, name));
  const packages = join(root, 'usr/local/lib', library, 'dist-packages');
  const quiet = ['--quiet', '--no-deps', '--only-binary', ':all:', '--root-user-action=ignore'];
  await run('python3', ['-m', 'pip', 'install', ...quiet, '--target', packages, pip]);
  writeFileSync(join(bin, 'pip'), '#!/bin/sh\nexec /usr/local/bin/python -m pip "$@"\n', { mode: 0o755 });
}
