import { Failure, type HttpResponse, isLoopbackHost } from '@workaday/core';
import { lacksScope } from './challenge.ts';
import { hasCode, registrySays, saysBadGrant, saysDiskFull } from './error-body.ts';

/** No usable answer from a registry. @param doing e.g. `pushing to acme/shop` */
export function unreachable(host: string, doing: string, why: string, cause?: unknown): Failure {
  return new Failure({
    reason: 'registry-unreachable',
    what: `${doing} at ${host} failed: ${why}`,
    next: isLoopbackHost(host)
      ? 'Start the registry on this machine, or correct its address in `registry` or `image`.'
      : 'Correct the host in `registry` or `image`, and check that the runner can reach it by HTTPS; a registry that speaks plain HTTP has to be named in `insecure-registries`.',
    cause,
  });
}

/** What was asked of a registry. */
export interface Asked {
  host: string;
  /** e.g. `pushing to acme/shop` */
  doing: string;
  push: boolean;
  /** Whether there is a login at all. */
  login: boolean;
  /** Takes out of an answer what must not be shown. */
  hide(text: string): string;
}

/** A registry's refusal as a person can act on it. */
export function refusal(asked: Asked, response: HttpResponse): Failure {
  const { status } = response;
  const body = new TextDecoder().decode(response.body);
  const what = `${asked.doing} at ${asked.host} was answered with HTTP ${status}: ${registrySays(asked.hide(body)) || 'no reason given'}`;
  if (status === 507 || (status >= 500 && saysDiskFull(body))) return storageFull(what);
  if (hasCode(body, 'NAME_INVALID')) return wrongName(what);
  if (saysBadGrant(body)) return unauthorized(what);
  if (status === 401) {
    const known = asked.login && lacksScope(response.headers['www-authenticate']);
    return asked.push && known ? pushRefused(asked.host, what) : unauthorized(what);
  }
  if (status === 403) return asked.push ? pushRefused(asked.host, what) : unauthorized(what);
  if (status === 429) return rateLimited(what);
  if (status === 404 && asked.push) return noRepository(what);
  if (status < 500 && asked.push) return notTaken(what);
  return new Failure({
    reason: 'registry-unreachable',
    what,
    next: 'Run the job again; if it persists, look at the status of the registry.',
  });
}

/** A login of docker's configuration that no registry could take. @param why without the login itself */
export function unusableLogin(host: string, why: string): Failure {
  return new Failure({
    reason: 'registry-auth',
    what: `docker's login for ${host} is not usable: ${why} (not shown)`,
    next: 'Log in again with `docker login` earlier in the job, or pass `registry-username` and `registry-password`.',
  });
}

function unauthorized(what: string): Failure {
  return new Failure({
    reason: 'registry-auth',
    what,
    why: 'There is no login for this registry, it is wrong or expired, or its user may not read this image.',
    next: 'Pass `registry-username` and `registry-password`, or log in with `docker login` earlier in the job.',
  });
}

function pushRefused(host: string, what: string): Failure {
  const ghcr =
    'Give the job `permissions: { packages: write }`, and link the package to this repository with the role Write';
  return new Failure({
    reason: 'push-refused',
    what,
    why: 'The user may not push to this repository of the registry.',
    next: `${host === 'ghcr.io' ? ghcr : 'Give the user the right to push there'}, or correct the image name.`,
  });
}

function noRepository(what: string): Failure {
  return new Failure({
    reason: 'push-refused',
    what,
    why: 'The registry has no such repository, and does not create it by itself, as ECR and projects of Harbor do not.',
    next: 'Create the repository (or its project) in the registry, or correct the image name.',
  });
}

function notTaken(what: string): Failure {
  return new Failure({
    reason: 'push-refused',
    what,
    why: 'The registry does not take this, for example because the tag may not be changed any more.',
    next: 'Read what the registry says; let tags of this repository be changed, or correct the image name.',
  });
}

function wrongName(what: string): Failure {
  return new Failure({
    reason: 'bad-input',
    what,
    why: 'The name of the image does not follow the rules of this registry.',
    next: 'Correct `image` or `registry`; some registries want a project or an owner in the name.',
  });
}

function rateLimited(what: string): Failure {
  return new Failure({
    reason: 'rate-limited',
    what,
    next: 'Log in, which raises the limit, or wait and run the job again.',
  });
}

function storageFull(what: string): Failure {
  return new Failure({
    reason: 'disk-full',
    what,
    why: 'The storage of the registry is full.',
    next: 'Delete images that nothing needs in the registry and let it collect its garbage, or enlarge its storage.',
  });
}
