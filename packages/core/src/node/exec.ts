import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Failure } from '../failure.ts';
import type { CommandOptions, Exec } from '../ports.ts';
import { endWhenCancelled, isCancelled } from './cancellation.ts';
import { collect } from './collect-lines.ts';

/** What a child may still do after it was asked to end; below the 7.5 s after which a runner loses its patience. */
const grace = 3_000;
/** How long output is waited for that a child's own children may hold open after it has ended. */
const openOutput = 10_000;
/** A process group can be ended as a whole, with what the child has started. */
const hasGroups = process.platform !== 'win32';

/**
 * Runs programs without a shell and without echoing the command line. When this process is told to end, the program and
 * all that it has started are told too, and waited for; no answer is given any more then.
 */
export const nodeExec: Exec = (program, args, options = {}) =>
  new Promise((resolve, reject) => {
    if (isCancelled()) return;
    const child = spawn(program, [...args], {
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: hasGroups,
      windowsHide: true,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: { ...options.env } }),
    });
    const stdout = collect(child.stdout, options.onLine);
    const stderr = collect(child.stderr, options.onLine);
    const closed = new Promise<void>((done) => child.once('close', () => done()));
    const ended = endWhenCancelled((signal) => endGroup(child, signal, closed));
    child.once('error', (error) => {
      ended();
      clearTimeout(patience);
      reject(notStarted(program, options, error));
    });
    let late: NodeJS.Timeout | undefined;
    const { timeout } = options;
    const patience =
      timeout === undefined ? undefined : setTimeout(() => endGroup(child, 'SIGTERM', closed), timeout);
    child.once('exit', () => {
      late = setTimeout(() => {
        for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      }, openOutput);
    });
    child.once('close', (code) => {
      clearTimeout(late);
      clearTimeout(patience);
      if (isCancelled()) return;
      ended();
      // A program that was killed has no exit code; it did not succeed.
      resolve({ exitCode: code ?? 1, stdout: stdout.end(), stderr: stderr.end() });
    });
    // A program may end without having read all of its input.
    child.stdin?.on('error', () => undefined).end(options.input);
  });

async function endGroup(child: ChildProcess, signal: NodeJS.Signals, closed: Promise<void>): Promise<void> {
  send(child, signal);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((done) => {
    timer = setTimeout(done, grace);
  });
  await Promise.race([closed, patience]);
  clearTimeout(timer);
  send(child, 'SIGKILL');
}

function send(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (!hasGroups) {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: nobody of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function notStarted(program: string, options: CommandOptions, error: Error): Failure {
  const lost = options.cwd !== undefined && !existsSync(options.cwd);
  return new Failure({
    reason: 'missing-tool',
    what: `${program} could not be started`,
    why: lost ? `The folder ${options.cwd} does not exist.` : error.message,
    next: `Install ${program} on the runner, or run this job on a GitHub-hosted runner, which has it.`,
    cause: error,
  });
}
