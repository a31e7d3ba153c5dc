import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inputEnvironment } from '../../packages/tooling/src/acceptance/spawn-action.ts';
import type { Bundle } from '../measure/bundle.ts';
import { prepareStepFolder, stepFolderEnvironment, stepOutputs } from '../measure/step-folder.ts';
import { endedWell, runTimed } from '../measure/timed-process.ts';
import type { Contestant, DockerPlace } from './contestant.ts';
import type { Commit } from './example-app.ts';
import type { GithubIdentity } from './github-identity.ts';

/** What the action is run with. */
export interface Step {
  bundle: Bundle;
  place: DockerPlace;
  github: GithubIdentity;
  /** Where the base images are, `HOST:PORT`. */
  mirror: string;
  /** A folder for the command files, RUNNER_TEMP and HOME. */
  folder: string;
}

const ref = 'refs/heads/main';

/** The bundle as the runner starts it on a push to main, with its post step. */
export function workaday(step: Step): Contestant {
  return {
    name: 'workaday',
    ship: async (commit, repository) => {
      prepareStepFolder(step.folder, { ref, repository: { default_branch: 'main' } });
      const env = environment(step, commit, repository);
      const ended = await runTimed(
        step.bundle.scripts.map((script) => ({
          program: process.execPath,
          args: [script],
          cwd: commit.checkout,
          env,
        })),
      );
      endedWell('workaday', ended);
      return { milliseconds: ended.milliseconds, said: readStep(step.folder) };
    },
  };
}

function environment(step: Step, { checkout, sha, version }: Commit, images: string): Record<string, string> {
  const { bundle, place, github, mirror, folder } = step;
  const [registry = '', owner, name] = images.split('/');
  const repository = `${owner}/${name}`;
  const workflow = `${repository}/.github/workflows/ship.yml@${ref}`;
  const id = '74';
  const claims = {
    ...{ repository, repository_id: id, repository_owner: owner ?? '' },
    ...{ event_name: 'push', ref, sha, workflow_ref: workflow, job_workflow_ref: workflow, run_id: '1' },
  };
  const given = {
    registry,
    version,
    builder: place.builder,
    'registry-mirrors': `docker.io=${mirror}`,
    'github-token': 'ghs_bench',
  };
  return {
    ...place.env,
    ...stepFolderEnvironment(folder),
    GITHUB_WORKSPACE: checkout,
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_ID: id,
    GITHUB_WORKFLOW_REF: workflow,
    GITHUB_SHA: sha,
    GITHUB_REF: ref,
    GITHUB_SERVER_URL: github.serverUrl,
    ...github.jobEnvironment(claims),
    ...inputEnvironment(bundle.contract, given),
  };
}

function readStep(folder: string) {
  const output = stepOutputs(folder);
  const linesOf = (name: string) =>
    output(name)
      .split('\n')
      .filter((line) => line !== '');
  const images = linesOf('images').map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)] as const;
  });
  const filesLeft = ['home', 'temp'].flatMap((name) => readdirSync(join(folder, name))).length;
  return { built: linesOf('built'), images: Object.fromEntries(images), filesLeft };
}
