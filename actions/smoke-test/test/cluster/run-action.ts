import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { inputVariable } from '@workaday/core';

/** How a step ended, as its runner sees it. */
export interface Ended {
  outputs: Record<string, string>;
  summary: string;
  log: string;
  /** Null when it was killed. */
  exitCode: number | null;
}

export interface Step {
  action: 'deploy' | 'smoke-test' | 'rollback' | 'lock';
  inputs: Record<string, string>;
  /** Files of the checkout: path to text. */
  files?: Record<string, string>;
  run?: string;
  /** What started the run. */
  event?: object;
  /** Variables of the runner, over the usual ones. */
  env?: Record<string, string>;
  /** The process is killed, without a chance to tidy up, as soon as its log says this. */
  killAt?: string;
}

/** Runs an action in a process of its own, with a checkout and command files, as a runner does. */
export async function runAction({
  action,
  inputs,
  files = {},
  run = '1',
  event = {},
  env = {},
  killAt,
}: Step): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), `workaday-${action}-`));
  const workspace = join(folder, 'checkout');
  for (const [path, text] of Object.entries({
    ...files,
    '../output': '',
    '../summary': '',
    '../event.json': JSON.stringify(event),
  })) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  const main = resolve(import.meta.dirname, `../../../${action}/src/main.ts`);
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'],
      GITHUB_REPOSITORY: 'your-org/shop',
      GITHUB_SHA: 'c0ffee'.padEnd(40, '0'),
      GITHUB_REF: 'refs/heads/main',
      GITHUB_ACTOR: 'ada',
      GITHUB_WORKSPACE: workspace,
      GITHUB_RUN_ID: run,
      GITHUB_OUTPUT: join(folder, 'output'),
      GITHUB_STEP_SUMMARY: join(folder, 'summary'),
      GITHUB_EVENT_PATH: join(folder, 'event.json'),
      ...env,
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value])),
    },
  });
  let log = '';
  const read = (chunk: Buffer) => {
    log += chunk.toString('utf8');
    if (killAt !== undefined && log.includes(killAt)) child.kill('SIGKILL');
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const exitCode = await new Promise<number | null>((done, fail) =>
    child.on('close', done).on('error', fail),
  );
  const outputs = outputsOf(await readFile(join(folder, 'output'), 'utf8'));
  const summary = await readFile(join(folder, 'summary'), 'utf8');
  await rm(folder, { recursive: true });
  return { outputs, summary, log, exitCode };
}

/** `NAME<<DELIMITER`, lines, `DELIMITER`. */
function outputsOf(text: string): Record<string, string> {
  const blocks = text.matchAll(/^(.+?)<<(ghadelimiter_\S+)\r?\n([\s\S]*?)\r?\n?^\2$/gm);
  return Object.fromEntries([...blocks].map(([, name = '', , value = '']) => [name, value.trimEnd()]));
}
