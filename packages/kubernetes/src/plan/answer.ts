import type { ApiError } from '../transport/api-error.ts';

/** A webhook with side effects, which the API server does not ask for a trial. */
export function isDryRunRefused(error: ApiError): boolean {
  return error.status === 400 && /does not support dry ?run/i.test(error.message);
}

/** An answer about us, the namespace or the server: every object would get it. */
export function saysNothingOfTheObject({ status, message, causes }: ApiError): boolean {
  if (status === 401 || status === 404 || status === 429) return true;
  if (status === 403) return /is forbidden: User /.test(message) || isTerminating({ message, causes });
  return status >= 500 && !/typed patch object|webhook|convert|Internal error occurred/.test(message);
}

/** A namespace on its way out takes nothing new. */
export function isTerminating({ message, causes }: Pick<ApiError, 'message' | 'causes'>): boolean {
  const said = causes.some(({ reason }) => reason === 'NamespaceTerminating');
  return said || /because it is being terminated/.test(message);
}
