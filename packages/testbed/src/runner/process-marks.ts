import { readdirSync, readFileSync } from 'node:fs';

/** The variable by which a run's processes are found: act starts steps in process groups of their own. */
export const markVariable = 'WORKADAY_RUN_MARK';

/**
 * Kills (SIGKILL) every process of a run; with `job`, only that job's steps and not act itself. They are all stopped first, so that
 * none starts another meanwhile, and act begins no further step while others of the job still live. Returns how many were killed.
 * Linux only: it reads /proc.
 */
export function killMarked(mark: string, job?: string): number {
  const stopped = new Set<number>();
  for (;;) {
    const found = marked(mark, job).filter((pid) => !stopped.has(pid));
    if (found.length === 0) break;
    for (const pid of found) {
      stopped.add(pid);
      send(pid, 'SIGSTOP');
    }
  }
  for (const pid of stopped) send(pid, 'SIGKILL');
  return stopped.size;
}

function marked(mark: string, job: string | undefined): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => {
    const variables = environmentOf(pid);
    return (
      variables.includes(`${markVariable}=${mark}`) &&
      (job === undefined || variables.includes(`GITHUB_JOB=${job}`))
    );
  });
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch (error) {
    if (gone(error)) return [];
    throw error;
  }
}

function send(pid: number, signal: 'SIGSTOP' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!gone(error)) throw error;
  }
}

/** The process ended meanwhile, or is not ours to read. */
function gone(error: unknown): boolean {
  return ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
}
