import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommandFile } from '../../packages/tooling/src/acceptance/command-files.ts';
import { inputEnvironment } from '../../packages/tooling/src/acceptance/spawn-action.ts';
import { runTimed } from '../measure/timed-process.ts';
import { endedWell } from '../version/race.ts';
import type { Bundle } from './bundle.ts';
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
      prepare(step.folder);
      const env = environment(step, commit, repository);
      const scripts = [step.bundle.main, step.bundle.post];
      const ended = await runTimed(
        scripts.map((script) => ({ program: process.execPath, args: [script], cwd: commit.checkout, env })),
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
    HOME: join(folder, 'home'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_WORKSPACE: checkout,
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_ID: id,
    GITHUB_WORKFLOW_REF: workflow,
    GITHUB_SHA: sha,
    GITHUB_REF: ref,
    GITHUB_RUN_ID: '1',
    GITHUB_SERVER_URL: github.serverUrl,
    RUNNER_TEMP: join(folder, 'temp'),
    ...github.jobEnvironment(claims),
    ...inputEnvironment(bundle.contract, given),
  };
}

/** Makes the folder as a step finds it, without what an earlier run left. */
function prepare(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['home', 'temp']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['output', 'state', 'summary']) writeFileSync(join(folder, name), '');
  const event = { ref, repository: { default_branch: 'main' } };
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event));
}

function readStep(folder: string) {
  const written = parseCommandFile(readFileSync(join(folder, 'output'), 'utf8'));
  const linesOf = (name: string) =>
    (written.find((output) => output.name === name)?.value ?? '').split('\n').filter((line) => line !== '');
  const images = linesOf('images').map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)] as const;
  });
  const filesLeft = ['home', 'temp'].flatMap((name) => readdirSync(join(folder, name))).length;
  return { built: linesOf('built'), images: Object.fromEntries(images), filesLeft };
}
