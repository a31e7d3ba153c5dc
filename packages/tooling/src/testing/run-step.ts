import { spawn } from 'node:child_process';
import { formatDuration } from '@workaday/core';

export interface Step {
  name: string;
  program: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** Runs a step with its output shown, between a line that names it and one that says how it ended and how long it took. */
export async function runStep(step: Step, root: string): Promise<number> {
  const start = Date.now();
  console.log(`\n▶ ${step.name}`);
  const exitCode = await exitCodeOf(step, root);
  const mark = exitCode === 0 ? '✓' : '✗';
  const ended = exitCode === 0 ? '' : ` (exit code ${exitCode})`;
  console.log(`${mark} ${step.name}: ${formatDuration(Date.now() - start)}${ended}`);
  return exitCode;
}

function exitCodeOf(step: Step, root: string): Promise<number> {
  const child = spawn(step.program, step.args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...step.env },
  });
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${step.program} could not be started: ${error.message}`);
      resolve(127);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}
