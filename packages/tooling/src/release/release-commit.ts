import { join } from 'node:path';
import type { Built } from './build-twice.ts';
import { isReleased } from './released-paths.ts';
import type { ScratchRepository } from './scratch-repository.ts';

/** The tree of a release: the published part of the source, and the bundles as actions/NAME/dist. */
export async function releaseTree({ git, tree }: ScratchRepository, built: Built): Promise<string> {
  await git(['read-tree', tree]);
  const paths = (await git(['ls-files', '-z'])).split('\0').filter((path) => path !== '');
  const dropped = paths.filter((path) => !isReleased(path));
  await git(['update-index', '-z', '--force-remove', '--stdin'], { input: dropped.join('\0') });
  const bundles = await git(['hash-object', '-w', '--stdin-paths', '--no-filters'], {
    input: built.files.map((file) => join(built.folder, file)).join('\n'),
  });
  const entries = bundles.split('\n').map((blob, index) => {
    const [action, ...rest] = (built.files[index] ?? '').split('/');
    return `100644 ${blob}\tactions/${action}/dist/${rest.join('/')}\n`;
  });
  await git(['update-index', '--index-info'], { input: entries.join('') });
  return git(['write-tree']);
}

/** The release commit: the same for the same source and version, whenever and by whomever it is made. */
export async function releaseCommit(
  { git, parent, date }: ScratchRepository,
  tree: string,
  tag: string,
): Promise<string> {
  const person = { NAME: 'workaday', EMAIL: 'workaday@users.noreply.github.com', DATE: date };
  const env = Object.fromEntries(
    Object.entries(person).flatMap(([key, value]) => [
      [`GIT_AUTHOR_${key}`, value],
      [`GIT_COMMITTER_${key}`, value],
    ]),
  );
  const source = parent === undefined ? 'a working tree' : parent;
  const parents = parent === undefined ? [] : ['-p', parent];
  return git(['commit-tree', tree, ...parents, '-m', `release: ${tag}\n\nBuilt from ${source}.`], { env });
}
