import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Command } from '../measure/timed-process.ts';

/** A line of a program's output and when it came, in milliseconds since 1970. */
export interface Line {
  at: number;
  text: string;
}

/** Runs a command to its end, and tells what it said when, on either stream. */
export async function runForLines(command: Omit<Command, 'output'>, lines: Line[]): Promise<number> {
  const { program, args, cwd, env } = command;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const read = async (stream: Readable) => {
    for await (const text of createInterface(stream)) lines.push({ at: Date.now(), text });
  };
  const exit = new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`${program} could not be started`, { cause })));
    child.once('close', (code) => resolve(code ?? 128));
  });
  const [exitCode] = await Promise.all([exit, read(child.stdout), read(child.stderr)]);
  return exitCode;
}
