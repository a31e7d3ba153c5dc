import type { Http, HttpRequest, OidcTokens } from '@workaday/core';
import { CompactSign, exportJWK, generateKeyPair, type JWK } from 'jose';
import { issuerOf } from '../../src/trust/github-issuer.ts';

export interface GithubSigns {
  issuer: string;
  /** The public key, as the JWKS has it. */
  key: JWK;
  /** Answers the JWKS of the issuer and nothing else. */
  http: Http;
  /** Addresses that were asked. */
  asked: string[];
  /** A token of these claims, over those of `claimsOf`. */
  token(claims: Record<string, unknown>): Promise<string>;
  /** What a job with `id-token: write` has; every token carries these claims and the audience asked for. */
  tokens(claims?: Record<string, unknown>): OidcTokens;
}

const keyPair = generateKeyPair('RS256', { extractable: true });

/** GitHub's OIDC provider without a server: keys, and tokens as the jobs of a server get them. */
export async function githubSigns(serverUrl = 'https://github.com', kid = 'key-1'): Promise<GithubSigns> {
  const { privateKey, publicKey } = await keyPair;
  const issuer = issuerOf(serverUrl);
  const key = { ...(await exportJWK(publicKey)), alg: 'RS256', use: 'sig', kid };
  const asked: string[] = [];
  const token = (claims: Record<string, unknown>) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify({ ...claimsOf(issuer), ...claims })))
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
      .sign(privateKey);
  return {
    issuer,
    key,
    asked,
    token,
    http: async (url: string, _: HttpRequest) => {
      asked.push(url);
      const found = url === `${issuer}/.well-known/jwks`;
      const body = new TextEncoder().encode(found ? JSON.stringify({ keys: [key] }) : 'not found');
      return { status: found ? 200 : 404, headers: {}, body };
    },
    tokens: (claims = {}) => ({
      available: true,
      request: (audience) => token({ ...claims, aud: audience }),
    }),
  };
}

export const commit = 'c0ffee'.padEnd(40, '0');
/** 2026-11-23T12:00:00Z, in seconds. */
export const issuedAt = 1_795_435_200;

/**
 * The claims of a push to main of acme/shop.
 * Source: "OpenID Connect reference" of GitHub's documentation, its example token, with a custom audience.
 */
export function claimsOf(issuer: string): Record<string, unknown> {
  return {
    jti: 'b7c3a1f0-7a53-4f1e-9d7e-2f0f6a8f1c11',
    sub: 'repo:acme/shop:ref:refs/heads/main',
    aud: 'https://github.com/acme',
    ref: 'refs/heads/main',
    sha: commit,
    repository: 'acme/shop',
    repository_owner: 'acme',
    repository_owner_id: '65',
    run_id: '7',
    run_number: '10',
    run_attempt: '1',
    repository_visibility: 'private',
    repository_id: '74',
    actor_id: '12',
    actor: 'ann',
    workflow: 'ship',
    head_ref: '',
    base_ref: '',
    event_name: 'push',
    ref_protected: 'true',
    ref_type: 'branch',
    workflow_ref: 'acme/shop/.github/workflows/ship.yml@refs/heads/main',
    workflow_sha: commit,
    job_workflow_ref: 'your-org/workaday/.github/workflows/ship.yml@refs/tags/v1',
    job_workflow_sha: 'd'.repeat(40),
    runner_environment: 'github-hosted',
    iss: issuer,
    nbf: issuedAt - 600,
    iat: issuedAt,
    exp: issuedAt + 300,
  };
}
