import { Failure, isLoopbackHost } from '@workaday/core';
import type { Ports } from '../ports.ts';
import type { Inputs, Target } from '../services.ts';
import { type Credentials, credentialHelper, type DockerConfig, storedLogin } from './docker-config.ts';

/** The user's docker configuration; an empty one when there is none. */
export async function readDockerConfig(ports: Ports): Promise<DockerConfig> {
  const text = await ports.dockerConfig.files.readText('config.json');
  if (text === undefined || text.trim() === '') return {};
  try {
    return JSON.parse(text) as DockerConfig;
  } catch (error) {
    throw new Failure({
      reason: 'bad-input',
      what: `docker's configuration ${ports.dockerConfig.path}/config.json is no JSON`,
      next: 'Remove or repair that file on the runner.',
      cause: error,
    });
  }
}

/**
 * A token of GitHub is for GitHub's own registries (and one on this machine): whoever runs another could use it
 * to change the repository.
 */
export function mayReceive(host: string, password: string, serverUrl: string): boolean {
  if (!/^(gh[a-z]_|github_pat_)/.test(password)) return true;
  const server = new URL(serverUrl).hostname;
  const own = ['ghcr.io', 'docker.pkg.github.com', server, `containers.${server}`, `docker.${server}`];
  return isLoopbackHost(host) || own.includes(host.toLowerCase()) || host.endsWith('.ghe.com');
}

/** The login that the inputs give, and the one registry it is for; undefined when they give none. */
export function givenLogin(
  inputs: Inputs,
  targets: readonly Target[],
): { host: string; credentials: Credentials } | undefined {
  if (inputs['registry-password'] === '') return undefined;
  const hosts = [...new Set(targets.map((target) => target.image.host))];
  const [host] = hosts;
  if (host !== undefined && hosts.length === 1) {
    return {
      host,
      credentials: { username: inputs['registry-username'], password: inputs['registry-password'] },
    };
  }
  throw new Failure({
    reason: 'bad-input',
    what: `registry-username and registry-password are one login, but the images lie in ${hosts.join(' and ')}`,
    next: 'Log in with `docker login` for each registry earlier in the job, and leave both inputs out.',
  });
}

/** The login that docker would use for a registry: stored in its configuration or known to a helper. */
export async function dockerLogin(
  config: DockerConfig,
  host: string,
  ports: Ports,
): Promise<Credentials | undefined> {
  const helper = credentialHelper(config, host);
  if (!helper) return storedLogin(config, host);
  const server = host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
  const answer = await ports.exec(`docker-credential-${helper}`, ['get'], { input: server });
  if (answer.exitCode !== 0) return undefined;
  const { Username, Secret } = JSON.parse(answer.stdout) as { Username?: string; Secret?: string };
  return Username && Secret ? { username: Username, password: Secret } : undefined;
}
