import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionFolder } from '../repository.ts';
import { bundleEntry } from './bundle-entry.ts';
import { licensesOf } from './licenses.ts';

export interface BundledAction {
  name: string;
  /** Bytes of all bundles together, without licenses.txt. */
  bytes: number;
}

/**
 * Bundles an action's entries into `folder` (main.mjs, post.mjs, licenses.txt), replacing what is there.
 * Each entry is bundled by itself: no shared chunk, so no name that depends on anything but the entry.
 */
export async function bundleAction(action: ActionFolder, folder: string): Promise<BundledAction> {
  if (!action.entries.includes('main')) throw new Error(`actions/${action.name} has no src/main.ts`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const modules = new Set<string>();
  let bytes = 0;
  for (const entry of action.entries) {
    const bundle = await bundleEntry(action.folder, `src/${entry}.ts`);
    for (const id of bundle.modules) modules.add(id);
    bytes += Buffer.byteLength(bundle.code);
    await writeFile(join(folder, `${entry}.mjs`), bundle.code);
  }
  await writeFile(join(folder, 'licenses.txt'), await licensesOf([...modules]));
  return { name: action.name, bytes };
}
