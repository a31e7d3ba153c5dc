import { errorMessage } from '@workaday/core';
import { compactVerify, errors } from 'jose';
import { type Claims, parseClaims } from './claims.ts';
import type { Keys } from './github-issuer.ts';

/** `refuted`: it is not GitHub's; `unverifiable`: nobody can tell now. */
export type Signature =
  | { state: 'genuine'; claims: Claims }
  | { state: 'refuted'; why: string }
  | { state: 'unverifiable'; why: string };

/** Whether GitHub signed this token, and what it says. */
export async function readSignature(token: string, keys: () => Promise<Keys>): Promise<Signature> {
  // Whatever is no token at all should cost no question.
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return { state: 'refuted', why: 'its signature is no token' };
  const known = await keys();
  if ('why' in known) return { state: 'unverifiable', why: known.why };
  try {
    const { payload } = await compactVerify(token, known.find, { algorithms: ['RS256'] });
    const claims = parseClaims(payload);
    return claims
      ? { state: 'genuine', claims }
      : { state: 'refuted', why: 'its signature lacks what GitHub says of a run' };
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey)
      return { state: 'unverifiable', why: 'GitHub does not have the key of its signature, or no longer' };
    const why = `its signature is not GitHub's: ${errorMessage(error)}`;
    return { state: error instanceof errors.JOSEError ? 'refuted' : 'unverifiable', why };
  }
}
