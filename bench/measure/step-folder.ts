import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommandFile } from '../../packages/tooling/src/acceptance/command-files.ts';

/** Makes the folder as a step finds it, without what an earlier run left. */
export function prepareStepFolder(folder: string, event: object): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['home', 'temp']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['output', 'state', 'summary']) writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event));
}

/** Where that folder's files are, and what is so in every step of a push. */
export function stepFolderEnvironment(folder: string): Record<string, string> {
  return {
    HOME: join(folder, 'home'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_RUN_ID: '1',
    RUNNER_TEMP: join(folder, 'temp'),
  };
}

/** The value of an output that the step wrote; empty when it wrote none. */
export function stepOutputs(folder: string): (name: string) => string {
  const written = parseCommandFile(readFileSync(join(folder, 'output'), 'utf8'));
  return (name) => written.find((output) => output.name === name)?.value ?? '';
}
