import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Folder } from './folder.ts';

/** Folders that hold what others made; reading them would only mislead. */
const passedOver = new Set([
  '.git',
  'node_modules',
  'vendor',
  '.venv',
  'venv',
  '__pycache__',
  '.next',
  '.turbo',
  'coverage',
]);
const largest = 200_000;
const readable =
  /(^|\/)(Dockerfile[^/]*|[^/]+\.Dockerfile|\.dockerignore|\.python-version|go\.(mod|sum)|[^/]+\.(json|ya?ml|toml|txt|lock|html?|[cm]?[jt]sx?|go|py))$/;

/** Reads a folder of this machine, without what is installed or built in it. */
export async function readFolder(root: string): Promise<Folder> {
  const paths: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!passedOver.has(entry.name)) await walk(path);
      } else paths.push(path);
    }
  };
  await walk('');
  paths.sort();
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = readable.test(path) ? await smallText(join(root, path)) : undefined;
    if (text !== undefined) texts.set(path, text);
  }
  return { paths, texts };
}

async function smallText(file: string): Promise<string | undefined> {
  const found = await lstat(file);
  return found.isFile() && found.size <= largest ? readFile(file, 'utf8') : undefined;
}
