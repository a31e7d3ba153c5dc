import { errorMessage, Failure, type FailureParts } from '@workaday/core';
import type { ApiError } from './api-error.ts';
import { type Loss, LostRequest } from './line/lost-request.ts';

const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_OSSL|PEM/;

/** The server's words about our certificate, not ours about the server's. */
export function isRefusedCertificate(code: string): boolean {
  return /SSL.*ALERT.*(CERTIFICATE|UNKNOWN_CA)/.test(code);
}

/** What became of a request without an answer. `never-sent` is safe to repeat whatever its method. */
export function lossOf(error: unknown): Loss | 'other' {
  return error instanceof LostRequest ? error.loss : 'other';
}

/** A request that got no answer, as a person can act on it. */
export function connectionFailure(server: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const code = codeOf(error);
  if (isRefusedCertificate(code)) {
    return new Failure({
      reason: 'unauthorized',
      what: `the cluster at ${server} does not accept the client certificate (${code})`,
      why: 'It is expired, or of another cluster.',
      next: 'Make a new kubeconfig for the deploying identity and replace the secret KUBECONFIG of the environment.',
      cause: error,
    });
  }
  if (certificateCodes.test(code)) {
    return new Failure({
      reason: 'cluster-untrusted',
      what: `the certificate of the cluster at ${server} is not trusted (${code})`,
      why: 'It was not signed by the certificate authority in the kubeconfig, or is not for this host name.',
      next: 'Take certificate-authority-data and the server of the kubeconfig from the same cluster.',
      cause: error,
    });
  }
  return new Failure({
    reason: 'cluster-unreachable',
    what: `the cluster at ${server} cannot be reached (${code || errorMessage(error)})`,
    why: whyUnreachable(code),
    next: 'Check the server of the kubeconfig, and that the runner may reach it (private clusters need a self-hosted runner or a tunnel).',
    cause: error,
  });
}

function whyUnreachable(code: string): string {
  if (code === 'ECONNREFUSED') return 'Nothing listens there: the API server is down, or the port is wrong.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'The host name does not resolve.';
  if (code === 'ETIMEDOUT') return 'It did not answer: a firewall drops the packets, or the host is down.';
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return 'What answers there does not speak TLS.';
  return 'The connection failed.';
}

/** 401 and 403 of the first request: who we are, not what we asked, is the trouble. */
export function identityFailure(
  server: string,
  error: ApiError,
  { what = "the kubeconfig's credential", ...credential }: Partial<FailureParts> = {},
): Failure {
  return new Failure({
    reason: 'unauthorized',
    what: `the cluster at ${server} does not accept ${what} (HTTP ${error.status}: ${error.message})`,
    why: 'The token or certificate is expired, revoked, or of another cluster.',
    next: 'Make a new credential for the deploying ServiceAccount and replace the secret KUBECONFIG of the environment.',
    ...credential,
    cause: error,
  });
}

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && error.message === 'socket hang up' ? 'ECONNRESET' : '';
}
