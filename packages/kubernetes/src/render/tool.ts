import { type CommandResult, Failure, type PrivateFolder } from '@workaday/core';
import type { RenderOptions } from './options.ts';

/** Rendering reads files and computes; what takes longer hangs. Milliseconds. */
const patience = 120_000;
/** A port that nobody listens on: whoever still asks the network for something gets a refusal at once. */
const nowhere = 'http://127.0.0.1:9';

/**
 * Runs kustomize, kubectl or helm with a bare environment: no credential, no kubeconfig, no cache, no plugins of the
 * runner's user, no way to the network.
 * @throws Failure `missing-tool` when it is not on PATH
 */
export async function runTool(
  program: string,
  args: readonly string[],
  { exec, root, env, privateFolder }: RenderOptions,
): Promise<CommandResult> {
  const folder = await privateFolder();
  try {
    return await exec(program, args, {
      cwd: root,
      env: bareEnvironment(env['PATH'], folder),
      timeout: patience,
    });
  } finally {
    await folder.remove();
  }
}

/** Whether a program was asked for that is not there. */
export function isMissingTool(error: unknown): error is Failure {
  return error instanceof Failure && error.parts.reason === 'missing-tool';
}

function bareEnvironment(path: string | undefined, { path: folder }: PrivateFolder): Record<string, string> {
  return {
    PATH: path ?? '',
    HOME: folder,
    TMPDIR: folder,
    XDG_CACHE_HOME: `${folder}/cache`,
    XDG_CONFIG_HOME: `${folder}/config`,
    XDG_DATA_HOME: `${folder}/data`,
    HELM_CACHE_HOME: `${folder}/cache/helm`,
    HELM_CONFIG_HOME: `${folder}/config/helm`,
    HELM_DATA_HOME: `${folder}/data/helm`,
    HELM_PLUGINS: `${folder}/data/helm/plugins`,
    KUBECONFIG: `${folder}/no-kubeconfig`,
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    ALL_PROXY: nowhere,
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
  };
}
