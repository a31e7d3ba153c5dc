import type { HttpResponse } from '@workaday/core';
import type { Challenge } from './challenge.ts';
import { parseJsonObject } from './json.ts';
import type { Sending } from './transport.ts';

/** What a token is asked for with; nothing to be nobody. */
export interface TokenLogin {
  /** Value of the header `Authorization`. */
  basic?: string | undefined;
  /** An OAuth 2 refresh token, before a password. */
  identityToken?: string | undefined;
}

/**
 * Asks for a token as distribution specifies it: by GET with a password, by POST of OAuth 2 with an identity token.
 * @param realm where tokens are given
 * @param scope e.g. `repository:acme/shop:pull`
 */
export function tokenRequest(
  realm: URL,
  { parameters: { service } }: Challenge,
  scope: string,
  { basic, identityToken }: TokenLogin,
): Omit<Sending, 'asked'> {
  if (identityToken !== undefined) {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      service: service ?? '',
      client_id: 'workaday',
      scope,
      refresh_token: identityToken,
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new TextEncoder().encode(form.toString());
    return { method: 'POST', url: realm.href, headers, body, follow: false };
  }
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  return { method: 'GET', url: url.href, headers: basic === undefined ? {} : { authorization: basic } };
}

/** The token in an answer, which registries call by either name; undefined when there is none. */
export function tokenIn({ body }: HttpResponse): string | undefined {
  const { token, access_token } = parseJsonObject(body) ?? {};
  return [token, access_token].find(isToken);
}

/** Whether it can stand in a header. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}
