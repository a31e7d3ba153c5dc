import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheEntry } from '../cache/entry.ts';
import { run } from '../process/run.ts';
import type { Progress } from '../progress.ts';
import { debianImage, debianPath, recipeOf } from './debian-root.ts';

const npm = 'npm@11.19.1';

async function addNode(root: string): Promise<void> {
  const prefix = join(root, 'usr/local');
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  copyFileSync(process.execPath, join(prefix, 'bin/node'));
  chmodSync(join(prefix, 'bin/node'), 0o755);
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['install', '--global', '--prefix', prefix, ...quiet, npm]);
}

/**
 * A small Linux with Node, in the place of Docker Hub's `node:24-slim`: Debian's packages, BusyBox as shell and commands,
 * this machine's Node 24, npm, and the user `node` (1000). Gives its OCI layout's folder.
 */
export function nodeImage(progress: Progress): Promise<string> {
  const inputs = {
    recipe: recipeOf(import.meta.filename),
    node: process.version,
    machine: process.arch,
  };
  return cacheEntry('image-node', inputs, progress, (folder) =>
    debianImage(folder, [], addNode, {
      Env: [debianPath, `NODE_VERSION=${process.versions.node}`],
      Cmd: ['node'],
    }),
  );
}
