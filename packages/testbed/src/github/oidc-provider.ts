import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Claims = Readonly<Record<string, string>>;

/** Below the server's address, as GitHub Enterprise Server has them. */
export const issuerPath = '/_services/token';
export const idTokenPath = '/_services/idtoken';

const lifetime = 300;

/**
 * GitHub's OIDC provider: one RSA key per stand-in, kept with its state, so that signatures outlive a restart.
 * GitHub is one issuer, by https. The stand-in is at home on plain http, which a Kubernetes API server does not trust: for
 * an audience that is an https address, tokens come from a twin of the issuer that is reached through TLS.
 */
export class OidcProvider {
  readonly issuer: string;
  readonly secureIssuer: string;
  readonly #keyFile: string;
  #key: KeyObject | undefined;

  constructor(serverUrl: string, dir: string, secureUrl = serverUrl) {
    this.issuer = serverUrl + issuerPath;
    this.secureIssuer = secureUrl + issuerPath;
    this.#keyFile = join(dir, 'oidc-key.pem');
  }

  /** `.well-known/openid-configuration` */
  configuration(issuer = this.issuer): Record<string, unknown> {
    return {
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      claims_supported: [
        'sub',
        'aud',
        'exp',
        'iat',
        'iss',
        'jti',
        'nbf',
        'ref',
        'sha',
        'repository',
        'repository_id',
      ],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
    };
  }

  /** `.well-known/jwks` */
  keys(): { keys: Record<string, unknown>[] } {
    const jwk = createPublicKey(this.#privateKey()).export({ format: 'jwk' });
    return { keys: [{ ...jwk, alg: 'RS256', use: 'sig', kid: this.#keyId() }] };
  }

  /** @param at seconds since 1970 */
  token(claims: Claims, audience: string, at: number): string {
    const header = { typ: 'JWT', alg: 'RS256', kid: this.#keyId() };
    const times = { nbf: at - 600, iat: at, exp: at + lifetime };
    const iss = audience.startsWith('https://') ? this.secureIssuer : this.issuer;
    const payload = { jti: randomUUID(), ...claims, aud: audience, iss, ...times };
    const text = [header, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${sign('sha256', Buffer.from(text), this.#privateKey()).toString('base64url')}`;
  }

  #keyId(): string {
    const spki = createPublicKey(this.#privateKey()).export({ format: 'der', type: 'spki' });
    return createHash('sha256').update(spki).digest('hex').slice(0, 32);
  }

  /** Made when the first one asks: most tests never do. */
  #privateKey(): KeyObject {
    if (this.#key) return this.#key;
    if (!existsSync(this.#keyFile)) {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      writeFileSync(this.#keyFile, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
    }
    this.#key = createPrivateKey(readFileSync(this.#keyFile));
    return this.#key;
  }
}
