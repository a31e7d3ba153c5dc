import type { PrivateFolder } from '@workaday/core';
import type { Ports } from '../ports.ts';
import { type Credentials, type DockerConfig, privateConfig } from './docker-config.ts';

/** What docker gets for one run: its own configuration, and secrets as files. */
export interface Workbench {
  folder: PrivateFolder;
  env: Readonly<Record<string, string>>;
  secretFiles: ReadonlyMap<string, string>;
}

/** Lays out a private folder; the caller removes it, whatever happens. */
export async function layOut(
  folder: PrivateFolder,
  config: DockerConfig,
  login: { host: string; credentials: Credentials } | undefined,
  secrets: ReadonlyMap<string, string>,
  ports: Ports,
): Promise<Workbench> {
  const own = ports.dockerConfig.path;
  await folder.write('config.json', JSON.stringify(privateConfig(config, `${own}/cli-plugins`, login)));
  // Contexts belong to the configuration's folder; the one in use must keep its address and certificates.
  if ((await ports.dockerConfig.files.kind('contexts')) === 'directory')
    await folder.link('contexts', `${own}/contexts`);
  const secretFiles = new Map<string, string>();
  for (const [id, value] of secrets) {
    secretFiles.set(id, await folder.write(`secret-${secretFiles.size}`, value));
  }
  return { folder, secretFiles, env: dockerEnvironment(ports.env, folder.path, own) };
}

/** The runner's environment without this step's inputs, which hold secrets. */
function dockerEnvironment(env: Ports['env'], folder: string, own: string): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('INPUT_'),
  );
  return {
    ...Object.fromEntries(kept),
    DOCKER_CONFIG: folder,
    // Builders are known to the user's own configuration.
    BUILDX_CONFIG: env['BUILDX_CONFIG'] || `${own}/buildx`,
    BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
    DOCKER_CLI_HINTS: 'false',
  };
}
