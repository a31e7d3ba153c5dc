import type { Reply } from './call.ts';
import { type Claims, idTokenPath, issuerPath, type OidcProvider } from './oidc-provider.ts';

export function isOidcRequest(pathname: string): boolean {
  return pathname === idTokenPath || pathname.startsWith(`${issuerPath}/`);
}

/**
 * The provider's public pages, and the address where a job asks for a token of its own.
 * @param claimsOf what the bearer of a request token may say of itself; undefined for any other token
 */
export function answerOidc(
  provider: OidcProvider,
  claimsOf: (token: string) => Claims | undefined,
  asked: { url: URL; authorization: string | undefined; now: number },
): Reply {
  const { url, authorization = '' } = asked;
  if (url.pathname === `${issuerPath}/.well-known/openid-configuration`)
    return { status: 200, body: provider.configuration(url.origin + issuerPath) };
  if (url.pathname === `${issuerPath}/.well-known/jwks`) return { status: 200, body: provider.keys() };
  if (url.pathname !== idTokenPath) return { status: 404, body: { message: 'Not Found' } };
  const claims = claimsOf(/^bearer (.+)$/i.exec(authorization)?.[1] ?? '');
  if (!claims) return { status: 401, body: { message: 'Bad credentials' } };
  const owner = `${new URL(provider.issuer).origin}/${claims['repository_owner']}`;
  const audience = url.searchParams.get('audience') || owner;
  const value = provider.token(claims, audience, Math.floor(asked.now / 1000));
  return { status: 200, body: { count: value.length, value } };
}
