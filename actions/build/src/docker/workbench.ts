import type { PrivateFolder } from '@workaday/core';
import type { Ports } from '../ports.ts';
import { redactor } from '../secrets/secret-values.ts';
import { type Credentials, type DockerConfig, privateConfig } from './docker-config.ts';
import { dockerEnvironment } from './environment.ts';

/** What docker gets for one run: its own configuration, and secrets as files. */
export interface Workbench {
  folder: PrivateFolder;
  env: Readonly<Record<string, string>>;
  /** Secret id → full path of the file that holds it. */
  secretFiles: ReadonlyMap<string, string>;
  /** Takes the secrets out of what docker says: a step of a build may print them. */
  redact: (text: string) => string;
}

/** Of buildx' folder, what says which builders there are and which one is used; the rest is what it notes of builds. */
const builderState = ['instances', 'current', 'defaults', 'buildkitd.default.toml', '.buildNodeID'];

/**
 * Lays out a private folder, so that docker finds the user's contexts, plugins and builders and writes nothing to the
 * user's own folder. The caller removes it, whatever happens.
 */
export async function layOut(
  folder: PrivateFolder,
  config: DockerConfig,
  login: { host: string; credentials: Credentials } | undefined,
  secrets: ReadonlyMap<string, string>,
  ports: Ports,
): Promise<Workbench> {
  const own = ports.dockerConfig.path;
  const buildx = ports.env['BUILDX_CONFIG'] || `${own}/buildx`;
  await folder.write('config.json', JSON.stringify(privateConfig(config, `${own}/cli-plugins`, login)));
  // Contexts belong to the configuration's folder; the one in use must keep its address and certificates.
  await folder.link('contexts', `${own}/contexts`);
  // Even asking for a builder changes its state, so buildx works on a copy; keys are not copied.
  for (const name of builderState) await folder.copy(`buildx/${name}`, `${buildx}/${name}`);
  await folder.link('buildx/certs', `${buildx}/certs`);
  await keepNode(folder, ports);
  const secretFiles = new Map<string, string>();
  for (const [id, value] of secrets) {
    secretFiles.set(id, await folder.write(`secrets/${secretFiles.size}`, value));
  }
  const hidden = [...secrets.values(), ...(login === undefined ? [] : [login.credentials.password])];
  return {
    folder,
    secretFiles,
    redact: redactor(hidden),
    env: {
      ...dockerEnvironment(ports.env, hidden),
      DOCKER_CONFIG: folder.path,
      BUILDX_CONFIG: `${folder.path}/buildx`,
      BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
      DOCKER_CLI_HINTS: 'false',
    },
  };
}

/** Builders know a context that they have seen by this number: without a lasting one they would be sent all of it again. */
async function keepNode(folder: PrivateFolder, { dockerConfig, env, sha256 }: Ports): Promise<void> {
  if ((await folder.readText('buildx/.buildNodeID')) !== undefined) return;
  const digest = sha256(`${env['RUNNER_NAME'] ?? ''} ${dockerConfig.path}`).slice('sha256:'.length);
  await folder.write('buildx/.buildNodeID', digest.slice(0, 16));
}
