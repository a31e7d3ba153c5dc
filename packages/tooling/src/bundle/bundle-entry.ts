import { join } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * Packages that do nothing when they are loaded, though they do not say so: what an entry does not use of them, an HTTP
 * client or the configuration's schema among it, is left out.
 */
const withoutSideEffects = /\/(node_modules\/@actions\/(core|exec|io|http-client)|packages\/core\/src)\//;

/** Bundles one entry of a package with all that it imports into one module; the names of the modules are those in it. */
export async function bundleEntry(
  folder: string,
  entry: string,
): Promise<{ code: string; modules: readonly string[] }> {
  const bundle = await rolldown({
    input: join(folder, entry),
    cwd: folder,
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
  if (more.length > 0) throw new Error(`${folder}/${entry} became ${output.length} files, expected 1`);
  return { code: chunk.code, modules: chunk.moduleIds };
}
