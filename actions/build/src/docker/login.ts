import { errorMessage, Failure, isLoopbackHost } from '@workaday/core';
import type { Ports } from '../ports.ts';
import type { Inputs, Target } from '../services.ts';
import { parseDockerConfig } from './config-file.ts';
import {
  authKey,
  type Credentials,
  credentialHelper,
  type DockerConfig,
  helperLogin,
  storedLogin,
} from './docker-config.ts';
import { dockerEnvironment } from './environment.ts';

/** The user's docker configuration; an empty one when there is none. Nothing of a broken one is shown: it holds logins. */
export async function readDockerConfig({ dockerConfig }: Ports): Promise<DockerConfig> {
  const file = `${dockerConfig.path}/config.json`;
  const unusable = (why: string, cause?: unknown) =>
    new Failure({
      reason: 'bad-input',
      what: `docker's configuration ${file} is not usable: ${why}`,
      next: 'Repair that file on the runner, remove it, or name another folder by DOCKER_CONFIG.',
      cause,
    });
  const text = await dockerConfig.files.readText('config.json').catch((error: unknown) => {
    throw unusable(errorMessage(error), error);
  });
  const parsed = parseDockerConfig(text ?? '');
  if ('problems' in parsed) throw unusable(parsed.problems.join('; '));
  return parsed.config;
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
  if (helper === undefined) return storedLogin(config, host);
  const program = `docker-credential-${helper}`;
  const env = dockerEnvironment(ports.env, []);
  const answer = await ports.exec(program, ['get'], { env, input: authKey(host) });
  if (answer.exitCode !== 0) {
    // Helpers say on stdout that they know no login; by that sentence, as their protocol has it.
    if (/credentials not found|no credentials server URL/i.test(answer.stdout)) return undefined;
    throw helperFailure(program, host, `it says: ${(answer.stdout || answer.stderr).trim().slice(0, 300)}`);
  }
  const found = parseAnswer(answer.stdout);
  if (found === undefined) throw helperFailure(program, host, 'its answer is no login (not shown)');
  if (found.Username === '' && found.Secret === '') return undefined;
  ports.mask(found.Secret);
  return helperLogin(found.Username, found.Secret);
}

/** `docker-credential-… get` answers one JSON object. */
function parseAnswer(text: string): { Username: string; Secret: string } | undefined {
  try {
    const { Username, Secret } = JSON.parse(text) as Record<string, unknown>;
    return typeof Username === 'string' && typeof Secret === 'string' ? { Username, Secret } : undefined;
  } catch {
    return undefined;
  }
}

function helperFailure(program: string, host: string, why: string): Failure {
  return new Failure({
    reason: 'registry-auth',
    what: `${program}, which docker's configuration names, gives no login for ${host}: ${why}`,
    why: 'Docker asks the same program, and would fail in the same way.',
    next: 'Log in again earlier in the job, pass `registry-username` and `registry-password`, or remove the helper from the configuration.',
  });
}
