import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeExec } from '@workaday/core/node';
import { copyLocalised, missingSiblings, workflowFiles } from './workflow-files.ts';

/** Runs actionlint on every workflow, localised so that inputs and outputs of our actions are checked; '' is a pass. */
export async function actionlint(program: string, root: string): Promise<string> {
  const missing = missingSiblings(root);
  if (missing.length > 0) return missing.join('\n');
  const project = mkdtempSync(join(tmpdir(), 'workaday-actionlint-'));
  try {
    const copies = copyLocalised(root, project);
    const config = join(root, '.github/actionlint.yaml');
    const flags = ['-no-color', '-oneline', '-shellcheck=', '-pyflakes=', '-config-file', config];
    const found = await nodeExec(program, [...flags, ...copies.values()], { cwd: project });
    if (found.exitCode === 0) return '';
    return [...copies].reduce(
      (text, [path, copy]) => text.replaceAll(`${copy}:`, `${path}:`),
      found.stdout + found.stderr,
    );
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** Runs zizmor offline: pedantic for what we publish, as an app's owner would for the examples; '' is a pass. */
export async function zizmor(program: string, root: string): Promise<string> {
  const { own, examples } = workflowFiles(root);
  const metadata = globSync('actions/*/action.yml', { cwd: root }).sort();
  const [published, shown] = await Promise.all([
    runZizmor(program, root, 'pedantic', [...own, ...metadata]),
    runZizmor(program, root, 'regular', examples),
  ]);
  return published + shown;
}

async function runZizmor(program: string, root: string, persona: string, files: readonly string[]) {
  if (files.length === 0) return '';
  const config = join(root, '.github/zizmor.yml');
  const flags = ['--offline', '--quiet', '--no-progress', '--color=never', '--persona', persona];
  const found = await nodeExec(program, [...flags, '--config', config, ...files], { cwd: root });
  return found.exitCode === 0 ? '' : found.stdout + found.stderr;
}
