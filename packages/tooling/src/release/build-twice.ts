import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { exportSource } from './export-source.ts';
import type { Git } from './git.ts';

const execute = promisify(execFile);

export interface Built {
  /** Folder that holds NAME/main.mjs and so on. */
  folder: string;
  /** Files below it, sorted. */
  files: readonly string[];
}

/** Builds all bundles from two exports in two folders; a byte that differs is an error. */
export async function buildTwice(git: Git, tree: string, root: string, folder: string): Promise<Built> {
  const places = [join(folder, 'one'), join(folder, 'a folder/of another depth/two')];
  for (const place of places) await exportSource(git, tree, root, join(place, 'source'));
  // Both are waited for, also when one fails: nobody may write into a folder that is being removed.
  const ended = await Promise.allSettled(places.map((place) => build(place)));
  const failed = ended.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const [first, second] = ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  if (first === undefined || second === undefined) throw new Error('there must be two builds to compare');
  const different = await differences(first, second);
  if (different.length > 0) {
    throw new Error(`two builds of the same source differ in ${different.join(', ')}; nothing was released`);
  }
  return first;
}

/** Runs the bundle command of the export in `place`. */
async function build(place: string): Promise<Built> {
  const [source, out] = [join(place, 'source'), join(place, 'bundles')];
  await mkdir(out, { recursive: true });
  const command = join(source, 'packages/tooling/src/bundle.ts');
  try {
    await execute(process.execPath, [command, '--out', out], { cwd: source });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`the bundles could not be built: ${`${stdout}${stderr}`.trim() || String(error)}`, {
      cause: error,
    });
  }
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return { folder: out, files: files.map((file) => relative(out, join(file.parentPath, file.name))).sort() };
}

/** Names of the files that are not byte for byte the same in two builds. */
export async function differences(first: Built, second: Built): Promise<string[]> {
  const names = [...new Set([...first.files, ...second.files])].sort();
  const same = await Promise.all(
    names.map(async (name) => {
      if (!first.files.includes(name) || !second.files.includes(name)) return false;
      const [a, b] = await Promise.all([first, second].map((built) => readFile(join(built.folder, name))));
      return a !== undefined && b !== undefined && a.equals(b);
    }),
  );
  return names.filter((_, index) => !same[index]);
}
