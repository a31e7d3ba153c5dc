import type { Clock, Failure, Http, HttpResponse, Sha256 } from '@workaday/core';
import type { Credentials } from '../docker/docker-config.ts';
import { registryAddress } from './address.ts';
import { type Access, authorization } from './authorization.ts';
import { discretion } from './discretion.ts';
import { haste, type Patience, patience, patiently } from './patience.ts';
import { type Asked, refusal } from './refusal.ts';
import { type Sending, transport } from './transport.ts';

export interface RegistryPorts {
  http: Http;
  clock: Clock;
  sha256: Sha256;
}

export interface RegistryOptions {
  /** Hosts that may be spoken to by plain HTTP; those on this machine always are. */
  insecure?: readonly string[];
  /** Whether this run is going to push: tokens are then asked for reading and pushing at once. */
  push?: boolean;
  /** Patience for one answer, in milliseconds. */
  timeout?: number;
  /** How often one operation is tried; 5 by default. */
  tries?: number;
}

/** One request to the registry; `url` may be another host's, which then gets no authorization. */
export interface Ask extends Omit<Sending, 'asked' | 'timeout' | 'follow'>, Omit<Access, 'timeout'> {
  /** e.g. `pushing to acme/shop` */
  doing: string;
}

/** What reading and writing have in common. */
export interface Session {
  host: string;
  /** Base address of the API, `https://HOST`. */
  address: string;
  sha256: Sha256;
  /** Any answer whose status is not transient; challenges are answered. */
  ask(request: Ask): Promise<HttpResponse>;
  /** An unexpected answer to a request. */
  refused(request: Ask, response: HttpResponse): Failure;
  /** Repeats an operation while its faults are transient. */
  patiently<T>(attempt: () => Promise<T>): Promise<T>;
  /** The same session for what is not worth waiting for. */
  hurried(): Session;
  requests(): number;
}

export function openSession(
  host: string,
  credentials: Credentials | undefined,
  ports: RegistryPorts,
  options: RegistryOptions,
): Session {
  const address = registryAddress(host, options.insecure);
  const { origin } = new URL(address);
  const wire = transport(ports);
  const secrets = discretion(credentials);
  const push = options.push ?? false;
  const authorized = authorization({ host, address, credentials, push, discretion: secrets }, wire);
  const asked = ({ doing, push }: Ask): Asked => {
    return { host, doing, push, login: credentials !== undefined, hide: secrets.hide };
  };

  const withPatience = (limits: Patience): Session => {
    const { timeout } = limits;
    const send = (request: Ask, header?: string) => {
      const headers = { ...request.headers, ...(header ? { authorization: header } : {}) };
      return wire.send({ ...request, headers, timeout, asked: asked(request) });
    };
    return {
      host,
      address,
      sha256: ports.sha256,
      requests: wire.requests,
      refused: (request, response) => refusal(asked(request), response),
      patiently: (attempt) => patiently(attempt, ports.clock, limits),
      hurried: () => withPatience(shorter(limits, haste)),
      ask: async (request) => {
        if (new URL(request.url).origin !== origin) return send(request);
        const access: Access = { ...request, timeout };
        const tried = await authorized.known(access);
        const first = await send(request, tried);
        if (first.status !== 401) return first;
        const challenge = first.headers['www-authenticate'] ?? '';
        const better = await authorized.answering(challenge, access, tried);
        return better === undefined ? first : send(request, better);
      },
    };
  };
  return withPatience({ ...patience, tries: options.tries ?? patience.tries, timeout: options.timeout });
}

function shorter(one: Patience, other: Patience): Patience {
  const timeouts = [one.timeout, other.timeout].filter((timeout) => timeout !== undefined);
  return {
    tries: Math.min(one.tries, other.tries),
    timeout: timeouts.length === 0 ? undefined : Math.min(...timeouts),
    longestWait: Math.min(one.longestWait, other.longestWait),
    waitingInAll: Math.min(one.waitingInAll, other.waitingInAll),
  };
}
