import { Failure } from '@workaday/core';

/** A proxy that answers and does not let us through. 502 to 504: it reached nothing, which may pass. */
export function refused(proxy: URL, target: string, answer: string): Error {
  if (/^HTTP 50[234]$/.test(answer))
    return Object.assign(new Error(`the proxy ${proxy.host} answered ${answer}`), { code: 'EHOSTUNREACH' });
  return new Failure({
    reason: 'cluster-unreachable',
    what: `the proxy ${proxy.host} does not connect to the cluster at ${target} (${answer})`,
    why: 'The proxy answers, and refuses: its rules do not allow this host, or it wants a login.',
    next: 'Allow the host in the proxy, put a login into the address of the proxy, or except the host by NO_PROXY.',
  });
}
