import { Failure, parseImageReference } from '@workaday/core';
import type { Credentials, DockerConfig } from './docker/docker-config.ts';
import { dockerLogin, givenLogin, mayReceive } from './docker/login.ts';
import type { Ports } from './ports.ts';
import { connectRegistry } from './registry/client.ts';
import type { Registry } from './registry/registry.ts';
import type { Inputs, Target } from './services.ts';

/** Every registry of this run, connected once, with the login that docker would use. */
export interface Registries {
  /** @param host as images name it */
  of(host: string): Promise<Registry>;
  /** The login of the inputs, for the one registry that it is for. */
  login: { host: string; credentials: Credentials } | undefined;
  /** Requests sent so far, to all of them. */
  requests(): number;
}

export function registriesOf(
  inputs: Inputs,
  targets: readonly Target[],
  config: DockerConfig,
  ports: Ports,
): Registries {
  const login = permittedLogin(givenLogin(inputs, targets), ports);
  const connected = new Map<string, Promise<Registry>>();
  const open: Registry[] = [];
  const mirrors = new Set(mirrorsOf(inputs).values());
  const pushed = new Set(targets.map((target) => target.image.host));
  const connect = async (host: string): Promise<Registry> => {
    const credentials = login?.host === host ? login.credentials : await dockerLogin(config, host, ports);
    const registry = connectRegistry(host, credentials, ports, {
      insecure: inputs['insecure-registries'],
      push: pushed.has(host),
      // A mirror that does not answer is passed by: the host itself is asked then.
      ...(mirrors.has(host) && !pushed.has(host) ? { tries: 1 } : {}),
    });
    open.push(registry);
    return registry;
  };
  return {
    login,
    of: (host) => {
      const known = connected.get(host) ?? connect(host);
      connected.set(host, known);
      return known;
    },
    requests: () => open.reduce((sum, registry) => sum + registry.requests(), 0),
  };
}

function permittedLogin(login: Registries['login'], { context, log }: Ports): Registries['login'] {
  if (login === undefined || mayReceive(login.host, login.credentials.password, context.serverUrl))
    return login;
  log.line(
    `registry-password is a GitHub token, which is not sent to ${login.host}; docker's own login is used instead`,
  );
  return undefined;
}

/** The mirrors of each host, as the input has them. */
export function mirrorsOf(inputs: Inputs): ReadonlyMap<string, string> {
  const given = [...inputs['registry-mirrors']].map((pair) => ({ pair, hosts: pair.map(hostOf) }));
  const wrong = given.filter(({ hosts }) => hosts.includes(undefined));
  if (wrong.length === 0) return new Map(given.map(({ hosts: [host = '', mirror = ''] }) => [host, mirror]));
  // What stands before an @ may be a login.
  const shown = wrong.map(({ pair }) =>
    JSON.stringify(pair.map((text) => text.replace(/^.*@/, '…@')).join('=')),
  );
  throw new Failure({
    reason: 'bad-input',
    what: `input registry-mirrors has ${shown.join(', ')}, expected HOST=HOST`,
    next: 'Write it like docker.io=mirror.internal:5000.',
  });
}

/** The host as references name it, so that `index.docker.io` is `docker.io`; undefined when it is none. */
function hostOf(text: string): string | undefined {
  // References take a name without dot and port for a part of the path; a mirror may have one.
  if (/^[a-z0-9-]+$/i.test(text)) return text.toLowerCase();
  const parsed = parseImageReference(`${text}/any/image`);
  return 'problem' in parsed || parsed.path !== 'any/image' ? undefined : parsed.host;
}
