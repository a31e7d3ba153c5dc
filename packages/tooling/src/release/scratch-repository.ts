import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Git, gitIn } from './git.ts';

/** What is released. */
export type Source = { revision: string } | 'worktree';

export interface ScratchRepository {
  git: Git;
  /** Tree of the source. */
  tree: string;
  /** Commit the release stands on; none for a working tree, which no commit describes. */
  parent: string | undefined;
  /** Date of the commit that was checked out or named, for reproducible release commits. */
  date: string;
}

/**
 * A bare repository in `folder` that sees the checkout's objects and writes only its own:
 * neither the checkout's index, nor its refs, nor its objects change.
 */
export async function openScratch(root: string, folder: string, source: Source): Promise<ScratchRepository> {
  const checkout = gitIn(root);
  const common = resolve(root, await checkout(['rev-parse', '--git-common-dir']));
  await gitIn(root)(['init', '--quiet', '--bare', folder]);
  await writeFile(join(folder, 'objects/info/alternates'), `${join(common, 'objects')}\n`);
  await mkdir(join(folder, 'info'), { recursive: true });
  for (const file of ['shallow', 'info/exclude']) {
    if (existsSync(join(common, file))) await copyFile(join(common, file), join(folder, file));
  }
  const git = gitIn(root, {
    GIT_DIR: folder,
    GIT_WORK_TREE: root,
    GIT_INDEX_FILE: join(folder, 'release-index'),
  });
  const revision = source === 'worktree' ? 'HEAD' : source.revision;
  const commit = await checkout(['rev-parse', '--verify', `${revision}^{commit}`]);
  const date = await checkout(['show', '--no-patch', '--format=%cI', commit]);
  if (source !== 'worktree') {
    return { git, tree: await git(['rev-parse', `${commit}^{tree}`]), parent: commit, date };
  }
  await git(['read-tree', commit]);
  await git(['add', '--all', '.']);
  return { git, tree: await git(['write-tree']), parent: undefined, date };
}
