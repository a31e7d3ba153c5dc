import { Failure } from '@workaday/core';
import { isApiError } from '../transport/api-error.ts';

/**
 * Whether an error is about one write, so that the others go on: the API server refused it, or gave no answer. Who
 * lost the lease, or gives way to a freeze, has no say any more, and ends at once.
 */
export function isRefusal(error: unknown): error is Error {
  if (error instanceof Failure) return !['lease-lost', 'frozen'].includes(error.parts.reason);
  return isApiError(error);
}
