import { inputEnvironment } from '../../packages/tooling/src/acceptance/spawn-action.ts';
import { prepareStepFolder, stepFolderEnvironment, stepOutputs } from '../measure/step-folder.ts';
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
    ...stepFolderEnvironment(folder),
    PATH: process.env.PATH ?? '',
    GITHUB_WORKSPACE: checkout,
    GITHUB_REPOSITORY: repository.name,
    GITHUB_SHA: sha,
    GITHUB_REF: `refs/heads/${branch}`,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    ...inputEnvironment(bundle.contract, given),
  };
  return { program: process.execPath, args: [bundle.file], cwd: checkout, env };
}

export function prepareStep({ folder, branch, sha }: Step): void {
  prepareStepFolder(folder, { ref: `refs/heads/${branch}`, after: sha });
}

export function readOutputs({ folder }: Step): StepOutputs {
  const value = stepOutputs(folder);
  return { version: value('version'), outcome: value('outcome'), reason: value('reason') };
}
