import { isRecord } from '../../manifests/object.ts';

/** What a JSON Web Token says, unverified: for messages and times only. Undefined when it is none. */
export function unverifiedClaims(token: string): Record<string, unknown> | undefined {
  const [, payload, ...rest] = token.split('.');
  if (payload === undefined || rest.length !== 1) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isRecord(claims) ? claims : undefined;
  } catch {
    // An opaque token is as good as any for who accepts it.
    return undefined;
  }
}
