import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Script {
  child: ChildProcess;
  /** The next line that it writes. */
  line(): Promise<string>;
  /** How it ended, and what it wrote that nobody has read. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; rest: string }>;
}

/** Runs a module as a process of its own; `MODULE('exec.ts')` in it is the path of an adapter. */
export async function startScript(code: string, env: NodeJS.ProcessEnv = process.env): Promise<Script> {
  const adapters = JSON.stringify(join(import.meta.dirname, '../../src/node/'));
  const whole = `import { readFileSync } from 'node:fs'; const MODULE = (name) => ${adapters} + name; ${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', whole], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let unread = '';
  let told = () => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    unread += text;
    told();
  });
  const ended = new Promise<Awaited<Script['ended']>>((resolve) =>
    child.once('close', (code, signal) => {
      resolve({ code, signal, rest: unread });
      told();
    }),
  );
  return {
    child,
    ended,
    line: async () => {
      while (!unread.includes('\n') && child.exitCode === null && child.signalCode === null)
        await new Promise<void>((resolve) => {
          told = resolve;
        });
      const [first = '', ...rest] = unread.split('\n');
      unread = rest.join('\n');
      return first;
    },
  };
}

/** Whether a process runs; one that died and that nobody has asked for does not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
