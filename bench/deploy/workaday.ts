import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommandFile } from '../../packages/tooling/src/acceptance/command-files.ts';
import { inputEnvironment } from '../../packages/tooling/src/acceptance/spawn-action.ts';
import type { Bundle } from '../measure/bundle.ts';
import { prepareStepFolder, stepFolderEnvironment, stepOutputs } from '../measure/step-folder.ts';
import { appName, manifestText } from './app.ts';
import type { Contestant, Place } from './contestant.ts';
import { type Line, runForLines } from './timed-lines.ts';

const ref = 'refs/heads/main';

/** The bundle as the runner starts it on a push to main, with the post step that a job always has. */
export function workaday(bundle: Bundle): Contestant {
  return {
    name: 'workaday',
    async ship({ objects, timeout, version }, place) {
      const step = join(place.folder, 'step');
      const checkout = join(place.folder, 'checkout');
      prepareStepFolder(step, { ref, repository: { default_branch: 'main' } });
      mkdirSync(join(checkout, 'k8s'), { recursive: true });
      writeFileSync(join(checkout, 'k8s/app.yaml'), manifestText(objects));
      const env = stepEnvironment(bundle, place, version, timeout);
      const [main, ...post] = bundle.scripts;
      const lines: Line[] = [];
      const run = (script: string, more: Readonly<Record<string, string>> = {}) =>
        runForLines(
          { program: process.execPath, args: [script], cwd: checkout, env: { ...env, ...more } },
          lines,
        );
      const startedAt = Date.now();
      const exitCode = await run(main);
      for (const script of post) await run(script, savedState(step));
      const output = stepOutputs(step);
      return {
        ...{ startedAt, endedAt: Date.now(), exitCode, lines },
        outcome: { outcome: output('outcome'), reason: output('reason') },
      };
    },
  };
}

/** What the step finds in its environment. */
export function stepEnvironment(
  { contract }: Bundle,
  { namespace, kubeconfig, folder }: Place,
  version: string,
  timeout: number,
): Record<string, string> {
  const given = { app: appName, namespace, version, verify: 'rollout', timeout: `${timeout}s` };
  return {
    PATH: process.env.PATH ?? '',
    ...stepFolderEnvironment(join(folder, 'step')),
    GITHUB_WORKSPACE: join(folder, 'checkout'),
    GITHUB_REPOSITORY: `your-org/${appName}`,
    GITHUB_SHA: Buffer.from(version).toString('hex').padEnd(40, '0'),
    GITHUB_REF: ref,
    GITHUB_RUN_ID: String(Date.now()),
    GITHUB_ACTOR: 'ann',
    GITHUB_SERVER_URL: 'https://github.com',
    ...inputEnvironment(contract, { ...given, kubeconfig: readFileSync(kubeconfig, 'utf8') }),
  };
}

/** What the main step left to the post step, as the runner hands it over. */
function savedState(step: string): Record<string, string> {
  const saved = parseCommandFile(readFileSync(join(step, 'state'), 'utf8'));
  return Object.fromEntries(saved.map(({ name, value }) => [`STATE_${name}`, value]));
}
