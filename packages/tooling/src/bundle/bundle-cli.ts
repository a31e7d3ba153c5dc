import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { bundleEntry } from './bundle-entry.ts';
import { licensesOf } from './licenses.ts';

/** The package of the command. */
export const cliFolder = join(repositoryRoot, 'packages/cli');

/** Bundles the command into one module, with the licences of what is in it, replacing what is there. Gives its bytes. */
export async function bundleCli(folder: string = join(cliFolder, 'dist')): Promise<number> {
  const { code, modules } = await bundleEntry(cliFolder, 'src/main.ts');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'workaday.mjs'), code);
  await writeFile(join(folder, 'licenses.txt'), await licensesOf(modules));
  return Buffer.byteLength(code);
}
