import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '@workaday/testbed';

/** Files to write in one commit, by path; and what the commit says. */
export interface Change {
  message: string;
  files: Readonly<Record<string, string>>;
}

/** A developer's clone of the app, with the push URL of its remote. */
export interface AppRepository {
  folder: string;
  read(path: string): Promise<string>;
  /** Pushes the first commit. Gives its commit. */
  pushFirst(): Promise<string>;
  /** Commits to a branch, merges it into main as a pull request would, pushes main. Gives the merge's commit. */
  merge(branch: string, change: Change): Promise<string>;
  /** Removes a file in the clone; the next merge commits that. */
  remove(path: string): Promise<void>;
}

const identity = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/**
 * Copies a folder into a new repository, as one commit that is not pushed yet.
 * @param extra files to write over the copy, e.g. the ship workflow of a folder that has none
 */
export async function createAppRepository(
  source: string,
  folder: string,
  pushUrl: string,
  extra: Change['files'],
): Promise<AppRepository> {
  const git = (...args: string[]) => run('git', args, { cwd: folder, env: { ...process.env, ...identity } });
  const write = async (files: Change['files']) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };
  const push = async () => {
    await git('push', '--quiet', 'origin', 'main');
    return (await git('rev-parse', 'HEAD')).trim();
  };
  await cp(source, folder, { recursive: true, filter: (path) => !/\/(\.git|node_modules)$/.test(path) });
  await write(extra);
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', pushUrl);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'feat: the first version');
  return {
    folder,
    read: (path) => readFile(join(folder, path), 'utf8'),
    remove: (path) => rm(join(folder, path)),
    pushFirst: push,
    merge: async (branch, change) => {
      await git('switch', '--quiet', '--create', branch);
      await write(change.files);
      await git('add', '--all');
      await git('commit', '--quiet', '--message', change.message);
      await git('switch', '--quiet', 'main');
      await git('merge', '--quiet', '--no-ff', '--message', `Merge branch '${branch}'`, branch);
      return push();
    },
  };
}
