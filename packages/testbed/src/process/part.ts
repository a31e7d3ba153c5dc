import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Progress, seconds } from '../progress.ts';
import { identify, isAlive, type ProcessIdentity } from './identity.ts';
import { logTail } from './log-tail.ts';

/** A long-lived process of a testbed. */
export type Part = {
  name: string;
  command: string;
  args: readonly string[];
  env?: Record<string, string>;
  /** Whether it serves now; an error means the same as false and becomes the reason when time is up. */
  ready: () => Promise<boolean>;
  /** Seconds until a part that is not ready has failed; default 120. */
  deadline?: number;
};

/** Where parts run and are written down. */
export type PartHost = {
  dir: string;
  /** Folder of the log files. */
  logs: string;
  /** Aborted when the testbed is given up: nothing is started any more. */
  signal: AbortSignal;
  /** Files to which a process writes its id before it becomes the part, to be found there by clean-up. */
  cgroupFiles: readonly string[];
  progress: Progress;
  record: (name: string, identity: ProcessIdentity) => void;
};

const joinGroups = 'while [ "$1" != -- ]; do echo 0 > "$1" || exit 1; shift; done; shift; exec "$@"';

function launch(host: PartHost, part: Part, log: string): ProcessIdentity {
  host.signal.throwIfAborted();
  mkdirSync(host.logs, { recursive: true });
  const output = openSync(log, 'a');
  const args = ['-c', joinGroups, part.name, ...host.cgroupFiles, '--', part.command, ...part.args];
  const child = spawn('/bin/sh', args, {
    cwd: host.dir,
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, ...part.env },
  });
  closeSync(output);
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (!identity)
    throw new Error(`${part.name} could not be started: ${part.command} (log: ${log})\n${logTail(log)}`);
  host.record(part.name, identity);
  return identity;
}

/** Starts a part and waits until it is ready; if it ends or time is up, its log says why. */
export async function startPart(host: PartHost, part: Part): Promise<void> {
  const start = Date.now();
  const deadline = part.deadline ?? 120;
  const log = join(host.logs, `${part.name}.log`);
  const identity = launch(host, part, log);
  let reason = 'it does not answer';
  const failure = (what: string) =>
    new Error(`${part.name} ${what}. Its log is ${log} and ends with:\n${logTail(log)}`);
  // Health endpoints of other people's programs can only be asked again and again.
  while (true) {
    try {
      if (await part.ready()) break;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    if (!isAlive(identity)) throw failure('ended before it was ready');
    if (Date.now() - start > deadline * 1000) throw failure(`was not ready within ${deadline} s: ${reason}`);
    await delay(100, undefined, { signal: host.signal });
  }
  host.progress(`${part.name}: ready after ${seconds(start)} s`);
}
