import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Git } from './git.ts';

/** Writes a tree's files into `folder` and lends it the checkout's installed packages. */
export async function exportSource(git: Git, tree: string, root: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await git(['read-tree', tree]);
  await git(['checkout-index', '--all', '--force'], { env: { GIT_WORK_TREE: folder } });
  await requireSameLock(root, folder);
  await linkPackages(root, folder);
}

async function requireSameLock(root: string, folder: string): Promise<void> {
  const [ours, theirs] = await Promise.all(
    [root, folder].map((place) => readFile(join(place, 'package-lock.json'), 'utf8')),
  );
  if (ours === theirs) return;
  throw new Error(
    'package-lock.json of the source is not the one that is installed here. ' +
      'What to do: check out the revision that is to be released, and run the command there.',
  );
}

/** Links third-party packages to the checkout's, and our own workspaces to the export's. */
async function linkPackages(root: string, folder: string): Promise<void> {
  const installed = join(root, 'node_modules');
  await mkdir(join(folder, 'node_modules/@workaday'), { recursive: true });
  for (const name of await readdir(installed)) {
    if (name !== '@workaday') await symlink(join(installed, name), join(folder, 'node_modules', name));
  }
  for (const group of ['packages', 'actions']) {
    for (const name of await readdir(join(folder, group))) {
      const workspace = join(folder, group, name);
      const manifest = await readFile(join(workspace, 'package.json'), 'utf8');
      const link = join(folder, 'node_modules', (JSON.parse(manifest) as { name: string }).name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(workspace, link);
      const nested = join(root, group, name, 'node_modules');
      if (existsSync(nested)) await symlink(nested, join(workspace, 'node_modules'));
    }
  }
}
