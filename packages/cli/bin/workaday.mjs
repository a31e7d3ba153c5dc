#!/usr/bin/env node
// In a package the bundle; in a clone the sources, under a Node that can run them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const inClone = new URL('../../tooling/bootstrap.mjs', import.meta.url);
if (existsSync(inClone)) {
  const args = [fileURLToPath(inClone), 'packages/cli/src/main.ts', ...process.argv.slice(2)];
  const child = spawnSync(process.execPath, args, { stdio: 'inherit' });
  process.exitCode = child.status ?? 1;
} else {
  await import('../dist/workaday.mjs');
}
