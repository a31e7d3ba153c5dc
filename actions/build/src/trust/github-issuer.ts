import { type Clock, errorMessage, getPatiently, type Http, isLoopbackHost } from '@workaday/core';
import { createLocalJWKSet, type JSONWebKeySet } from 'jose';

/** `iss` of the tokens of a GitHub server. Source: "OpenID Connect reference" of GitHub's documentation, per product. */
export function issuerOf(serverUrl: string): string {
  const { hostname, origin } = new URL(serverUrl);
  if (hostname === 'github.com') return 'https://token.actions.githubusercontent.com';
  return hostname.endsWith('.ghe.com') ? `https://token.actions.${hostname}` : `${origin}/_services/token`;
}

export type Keys = { find: ReturnType<typeof createLocalJWKSet> } | { why: string };

/** GitHub's public keys: asked for when the first signature has to be checked, and once only, whatever the answer. */
export function githubKeys(issuer: string, ports: { http: Http; clock: Clock }): () => Promise<Keys> {
  let asked: Promise<Keys> | undefined;
  return () => {
    asked ??= fetchKeys(issuer, ports);
    return asked;
  };
}

async function fetchKeys(issuer: string, ports: { http: Http; clock: Clock }): Promise<Keys> {
  const { protocol, host } = new URL(issuer);
  if (protocol !== 'https:' && !isLoopbackHost(host))
    return { why: `${issuer} is no HTTPS address, so anyone on the way could give other keys` };
  try {
    const answer = await getPatiently(`${issuer}/.well-known/jwks`, { accept: 'application/json' }, ports);
    if (answer.status !== 200)
      return { why: `${host} answered HTTP ${answer.status} to the question for its keys` };
    const content: JSONWebKeySet = JSON.parse(new TextDecoder().decode(answer.body));
    return { find: createLocalJWKSet(content) };
  } catch (error) {
    return { why: `the keys of ${host} cannot be read: ${errorMessage(error)}` };
  }
}
