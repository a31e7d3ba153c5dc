import { errorMessage, Failure, formatDuration } from '@workaday/core';
import { Transient } from './patience.ts';
import { type Asked, unreachable } from './refusal.ts';

/** A server whose TLS is wrong stays wrong, however often it is asked. */
const permanent = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|EPROTO$)/;
const neverReached = /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)/;

/** What a request that got no answer means; thrown by the caller. @param timeout in milliseconds */
export function connectionError({ host, doing, hide }: Asked, error: unknown, timeout?: number): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const codes = codesOf(error);
  const said = hide(errorMessage(error));
  if (codes.some((code) => permanent.test(code))) return unreachable(host, doing, said, error);
  if (error.name === 'TimeoutError') {
    const patience = timeout === undefined ? '' : ` within ${formatDuration(timeout)}`;
    return new Transient(unreachable(host, doing, `there was no answer${patience}`, error));
  }
  if (codes.some((code) => neverReached.test(code)))
    return new Transient(unreachable(host, doing, said, error));
  return new Transient(
    new Failure({
      reason: 'network',
      what: `${doing} at ${host} failed: the connection broke (${said})`,
      next: 'Run the job again; if it persists, check the network of the runner.',
      cause: error,
    }),
  );
}

/** Codes of an error and of its causes, e.g. `ECONNRESET`. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { code } = error as { code?: unknown };
  return [...(typeof code === 'string' ? [code] : []), ...codesOf(error.cause)];
}
