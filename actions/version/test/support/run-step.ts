import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, gitEnv } from './origin.ts';

/** Where the step runs: an Origin, or a repository elsewhere. */
export interface Place {
  account: Account;
  repository: string;
  checkout(): string;
}

export interface Step {
  /** A fresh checkout unless another is given. */
  workspace?: string;
  inputs?: Record<string, string>;
  env?: Record<string, string>;
}

let steps = 0;

/** Runs the action as the runner does: a process, with files that it writes its outputs and summary to. */
export async function runStep(place: Place, sha: string, { workspace = place.checkout(), ...step }: Step) {
  const { account, repository } = place;
  steps += 1;
  const number = steps;
  const file = (name: string) => `${workspace}.${name}-${number}`;
  for (const name of ['output', 'summary']) writeFileSync(file(name), '');
  const inputs = { 'github-token': account.token, ...step.inputs };
  const env = {
    ...gitEnv,
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    GITHUB_REPOSITORY: repository,
    GITHUB_SHA: sha,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_RUN_ID: '1',
    GITHUB_WORKSPACE: workspace,
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_API_URL: account.apiUrl,
    GITHUB_SERVER_URL: account.serverUrl,
    ...step.env,
  };
  const main = join(import.meta.dirname, '../../src/main.ts');
  const { exitCode, log } = await ended(process.execPath, [main], {
    env,
    cwd: workspace,
    maxBuffer: 2 ** 28,
  });
  const summary = readFileSync(file('summary'), 'utf8');
  return { exitCode, log, summary, outputs: outputsIn(readFileSync(file('output'), 'utf8')), workspace };
}

function ended(program: string, args: string[], options: object) {
  return new Promise<{ exitCode: number; log: string }>((resolve) => {
    const child = execFile(program, args, options, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, log: `${stdout}${stderr}` }),
    );
  });
}

/** Reads the file as the runner does: `name<<delimiter`, lines, the delimiter alone. */
function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const [, name, delimiter] = /^(.+?)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined || delimiter === undefined) {
      if (lines[at] !== '') throw new Error(`not an output: ${lines[at]}`);
      continue;
    }
    const end = lines.indexOf(delimiter, at + 1);
    if (end < 0) throw new Error(`the output ${name} has no end`);
    outputs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}
