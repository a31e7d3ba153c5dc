import { readdir, readFile } from 'node:fs/promises';

/**
 * Kills every process of this user whose environment has `variable` set to `value`; where the system does not show
 * environments (it does in Linux' /proc), none.
 */
export async function endProcessesWith(variable: string, value: string): Promise<void> {
  for (const pid of (await readdir('/proc').catch(onUnreadable)) ?? []) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(onUnreadable);
    if (environment?.split('\0').includes(`${variable}=${value}`)) kill(Number(pid));
  }
}

/** Gone meanwhile, or somebody else's. */
const unreadable = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR']);

function onUnreadable(error: NodeJS.ErrnoException): undefined {
  if (unreadable.has(error.code ?? '')) return undefined;
  throw error;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    onUnreadable(error as NodeJS.ErrnoException);
  }
}
