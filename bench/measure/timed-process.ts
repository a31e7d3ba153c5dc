import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

export interface Command {
  program: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Output that nobody reads goes to /dev/null: reading it would be timed. */
  output?: 'read' | 'discard';
}

export interface Ended {
  /** From before the first command was started until the last one's end. */
  milliseconds: number;
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs commands one after the other, as long as they end well, and times them together. */
export async function runTimed(commands: readonly Command[]): Promise<Ended> {
  const start = performance.now();
  const ended: Ended = { milliseconds: 0, exitCode: 0, stdout: '', stderr: '' };
  for (const command of commands) {
    ended.exitCode = await runInto(ended, command);
    if (ended.exitCode !== 0) break;
  }
  ended.milliseconds = performance.now() - start;
  return ended;
}

function runInto(ended: Ended, { program, args, cwd, env, output = 'read' }: Command): Promise<number> {
  const stream = output === 'read' ? 'pipe' : 'ignore';
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', stream, 'pipe'] });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    ended.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    ended.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`${program} could not be started`, { cause })));
    child.once('close', (code) => resolve(code ?? 128));
  });
}

/** A time of something that failed would be no figure: it is an error, with what was said last. */
export function endedWell(name: string, { exitCode, stdout, stderr }: Ended): void {
  if (exitCode === 0) return;
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-20).join('\n');
  throw new Error(`${name} ended with exit code ${exitCode}:\n${said}`);
}
