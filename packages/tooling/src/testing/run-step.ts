import { spawn } from 'node:child_process';
import { formatDuration } from '@workaday/core';

export interface Step {
  name: string;
  program: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Keeps the end of what it says, which is no terminal to it then. */
  keepsOutput?: boolean;
}

export interface Ended {
  exitCode: number;
  /** The end of what it said, when that was to be kept. */
  said: string;
}

const kept = 8000;

/** Runs a step with its output shown, between a line that names it and one that says how it ended and how long it took. */
export async function runStep(step: Step, root: string): Promise<Ended> {
  const start = Date.now();
  console.log(`\n▶ ${step.name}`);
  const ended = await run(step, root);
  const mark = ended.exitCode === 0 ? '✓' : '✗';
  const code = ended.exitCode === 0 ? '' : ` (exit code ${ended.exitCode})`;
  console.log(`${mark} ${step.name}: ${formatDuration(Date.now() - start)}${code}`);
  return ended;
}

function run(step: Step, root: string): Promise<Ended> {
  const output = step.keepsOutput ? 'pipe' : 'inherit';
  const child = spawn(step.program, step.args, {
    cwd: root,
    stdio: ['ignore', output, output],
    env: { ...process.env, ...step.env },
  });
  let said = '';
  const keep = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-kept);
  };
  child.stdout?.on('data', keep).pipe(process.stdout, { end: false });
  child.stderr?.on('data', keep).pipe(process.stderr, { end: false });
  return new Promise((resolve) => {
    child.once('error', (error) => {
      const why = `${step.program} could not be started: ${error.message}`;
      console.error(why);
      resolve({ exitCode: 127, said: why });
    });
    child.once('close', (code) => resolve({ exitCode: code ?? 1, said }));
  });
}
