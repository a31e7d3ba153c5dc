import { lstat, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname } from 'node:path';
import { endProcessesWith } from './left-processes.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Removes the private folders that a killed process of this step has left behind, and ends what still works with them.
 * @param env of the post step: the runner hands over what the main step saved as `STATE_NAME`
 * @param variable of the environment that a child which works with a folder has set to its path
 * @returns the folders that were there
 */
export async function removeLeftFolders(env: Environment, variable: string): Promise<string[]> {
  const removed: string[] = [];
  for (const [name, path = ''] of Object.entries(env)) {
    if (!name.startsWith('STATE_workaday-') || !(await isOurs(path, env))) continue;
    await endProcessesWith(variable, path);
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
    removed.push(path);
  }
  return removed;
}

/** The state of a step is a file that other programs could have written to: only what we must have made ourselves goes. */
async function isOurs(path: string, env: Environment): Promise<boolean> {
  if (!/^workaday-[0-9a-f]{16}$/.test(basename(path))) return false;
  const found = await lstat(path).catch(onMissing);
  if (found === undefined || !found.isDirectory() || found.uid !== process.getuid?.()) return false;
  const parents = await Promise.all(
    [env['RUNNER_TEMP'], tmpdir()].map((folder) => folder && resolved(folder)),
  );
  return parents.includes(await resolved(dirname(path)));
}

function resolved(path: string): Promise<string | undefined> {
  return realpath(path).catch(onMissing);
}

function onMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
