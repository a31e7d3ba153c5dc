import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import type { ActionFolder } from '../repository.ts';
import { licensesOf } from './licenses.ts';

export interface BundledAction {
  name: string;
  /** Bytes of all bundles together, without licenses.txt. */
  bytes: number;
}

/**
 * Packages that do nothing when they are loaded, though they do not say so: what an entry does not use of them, an HTTP
 * client or the configuration's schema among it, is left out.
 */
const withoutSideEffects = /\/(node_modules\/@actions\/(core|exec|io|http-client)|packages\/core\/src)\//;

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
    const bundle = await rolldown({
      input: join(action.folder, 'src', `${entry}.ts`),
      cwd: action.folder,
      platform: 'node',
      treeshake: { moduleSideEffects: (id) => !withoutSideEffects.test(id) },
      onLog: (level, log, handle) => {
        if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
        handle(level, log);
      },
    });
    const { output } = await bundle.generate({
      format: 'esm',
      minify: true,
      sourcemap: false,
      codeSplitting: false,
      comments: false,
    });
    await bundle.close();
    const [chunk, ...more] = output;
    if (more.length > 0) throw new Error(`${action.name}/${entry} became ${output.length} files, expected 1`);
    for (const id of chunk.moduleIds) modules.add(id);
    bytes += Buffer.byteLength(chunk.code);
    await writeFile(join(folder, `${entry}.mjs`), chunk.code);
  }
  await writeFile(join(folder, 'licenses.txt'), await licensesOf([...modules]));
  return { name: action.name, bytes };
}
