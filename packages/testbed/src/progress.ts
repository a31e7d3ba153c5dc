/** Prints one line about what is happening. */
export type Progress = (line: string) => void;

export const seconds = (since: number) => ((Date.now() - since) / 1000).toFixed(1);

/** Lines that begin with the time since the testbed's start, like `[  3.2 s] registry: ready`. */
export function elapsedProgress(write: (line: string) => void): Progress {
  const start = Date.now();
  return (line) => write(`[${seconds(start).padStart(5)} s] ${line}`);
}

/** Reports a long piece of work when it starts, every 15 s while it runs, and when it is done. */
export async function reportWhile<T>(progress: Progress, what: string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  progress(`${what} …`);
  const timer = setInterval(() => progress(`${what}: still at it after ${seconds(start)} s`), 15_000);
  try {
    const result = await work();
    progress(`${what}: done in ${seconds(start)} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
