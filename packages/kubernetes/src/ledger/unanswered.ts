import { Failure } from '@workaday/core';
import { isApiError } from '../transport/api-error.ts';

/**
 * Whether a write may or may not have happened: no answer came, or one from a server in trouble. Who writes with a
 * precondition reads again and sees.
 */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof Failure) return error.parts.reason === 'cluster-unreachable';
  return isApiError(error, 500, 502, 503, 504);
}
