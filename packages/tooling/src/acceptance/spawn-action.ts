import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contract, inputVariable } from '@workaday/core';
import { parseCommandFile, type WrittenValue } from './command-files.ts';

export interface ActionEnd {
  exitCode: number;
  /** stdout and stderr as they came. */
  log: string;
  outputs: readonly WrittenValue[];
  summary: string;
}

/** The variables that a runner sets from `with:` and the defaults of action.yml. */
export function inputEnvironment(contract: Contract, given: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(contract.inputs).map(([name, spec]) => [inputVariable(name), given[name] ?? spec.default]),
  );
}

/** Runs a bundle as the runner does: a fresh folder, command files, inputs as variables, nothing else of this process. */
export async function spawnAction(
  bundle: string,
  contract: Contract,
  given: Readonly<Record<string, string>>,
  extra: Readonly<Record<string, string>> = {},
): Promise<ActionEnd> {
  const folder = await mkdtemp(join(tmpdir(), 'workaday-acceptance-'));
  const file = (name: string) => join(folder, name);
  try {
    for (const name of ['output', 'state', 'summary', 'env', 'path']) await writeFile(file(name), '');
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: file('output'),
      GITHUB_STATE: file('state'),
      GITHUB_STEP_SUMMARY: file('summary'),
      GITHUB_ENV: file('env'),
      GITHUB_PATH: file('path'),
      GITHUB_WORKSPACE: folder,
      RUNNER_TEMP: folder,
      GITHUB_REPOSITORY: 'octo-org/octo-app',
      GITHUB_SHA: 'a'.repeat(40),
      GITHUB_REF: 'refs/heads/main',
      GITHUB_RUN_ID: '1',
      GITHUB_API_URL: 'http://127.0.0.1:9',
      ...inputEnvironment(contract, given),
      ...extra,
    };
    const { exitCode, log } = await runNode(bundle, folder, env);
    return {
      exitCode,
      log,
      outputs: parseCommandFile(await readFile(file('output'), 'utf8')),
      summary: await readFile(file('summary'), 'utf8'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runNode(bundle: string, cwd: string, env: Readonly<Record<string, string>>) {
  return new Promise<{ exitCode: number; log: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [bundle], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ exitCode: code ?? 128, log }));
  });
}
