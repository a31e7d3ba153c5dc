import { Failure, isLoopbackHost } from '@workaday/core';
import { registrySays } from './manifest.ts';

/** No usable answer from a registry. */
export function unreachable(host: string, why: string, cause?: unknown): Failure {
  return new Failure({
    reason: 'registry-unreachable',
    what: `the registry ${host} gives no usable answer: ${why}`,
    next: isLoopbackHost(host)
      ? 'Start the registry on this machine, or correct its address in `registry` or `image`.'
      : 'Correct the host in `registry` or `image`, check that the runner can reach it by HTTPS, and run again.',
    cause,
  });
}

/** A registry's refusal as a person can act on it. @param doing e.g. `pushing to acme/shop` */
export function unexpected(host: string, doing: string, status: number, body: string): Failure {
  const what = `${doing} at ${host} was answered with HTTP ${status}: ${registrySays(body) || 'no reason given'}`;
  if (status === 401) {
    return new Failure({
      reason: 'registry-auth',
      what,
      why: 'There is no login for this registry, or it is wrong or expired.',
      next: 'Pass `registry-username` and `registry-password`, or log in with `docker login` earlier in the job.',
    });
  }
  if (status === 403) return pushRefused(host, what);
  if (status === 429) return rateLimited(what);
  return new Failure({
    reason: 'registry-unreachable',
    what,
    next: 'Run the job again; if it persists, look at the status of the registry.',
  });
}

export function pushRefused(host: string, what: string): Failure {
  const ghcr =
    'Give the job `permissions: { packages: write }`, and link the package to this repository with the role Write';
  return new Failure({
    reason: 'push-refused',
    what,
    why: 'The user may not push to this repository of the registry.',
    next: `${host === 'ghcr.io' ? ghcr : 'Give the user the right to push there'}, or correct the image name.`,
  });
}

export function rateLimited(what: string): Failure {
  return new Failure({
    reason: 'rate-limited',
    what,
    next: 'Log in, which raises the limit, or wait and run the job again.',
  });
}
