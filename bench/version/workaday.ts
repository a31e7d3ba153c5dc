import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommandFile } from '../../packages/tooling/src/acceptance/command-files.ts';
import { inputEnvironment } from '../../packages/tooling/src/acceptance/spawn-action.ts';
import type { Command } from '../measure/timed-process.ts';
import type { Bundle } from './bundle.ts';
import type { GitHub, Repository } from './github.ts';

/** One place to run the bundle in, as a job's step does. */
export interface Step {
  bundle: Bundle;
  github: GitHub;
  repository: Repository;
  checkout: string;
  branch: string;
  sha: string;
  prefix: string;
  /** An empty folder for the command files, RUNNER_TEMP and HOME. */
  folder: string;
}

export interface StepOutputs {
  version: string;
  outcome: string;
  reason: string;
}

export interface StepInputs {
  dryRun: boolean;
  /** Without a token a dry run asks Git alone, as the peers do. */
  token: string;
}

/** The command that the runner would start: its Node, the bundle, inputs and context as variables. */
export function stepCommand(step: Step, { dryRun, token }: StepInputs): Command {
  const { bundle, github, repository, checkout, branch, sha, folder } = step;
  const given = {
    'dry-run': String(dryRun),
    'github-token': token,
    ...(step.prefix === 'v' ? {} : { 'tag-prefix': step.prefix }),
  };
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: join(folder, 'home'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_WORKSPACE: checkout,
    GITHUB_REPOSITORY: repository.name,
    GITHUB_SHA: sha,
    GITHUB_REF: `refs/heads/${branch}`,
    GITHUB_RUN_ID: '1',
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    RUNNER_TEMP: join(folder, 'temp'),
    ...inputEnvironment(bundle.contract, given),
  };
  return { program: process.execPath, args: [bundle.file], cwd: checkout, env };
}

/** Makes the folder as a step finds it, without what an earlier run left. */
export function prepareStep({ folder, branch, sha }: Step): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['home', 'temp']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['output', 'state', 'summary']) writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'event.json'), JSON.stringify({ ref: `refs/heads/${branch}`, after: sha }));
}

export function readOutputs({ folder }: Step): StepOutputs {
  const written = parseCommandFile(readFileSync(join(folder, 'output'), 'utf8'));
  const value = (name: string) => written.find((output) => output.name === name)?.value ?? '';
  return { version: value('version'), outcome: value('outcome'), reason: value('reason') };
}
