import { Failure } from '@workaday/core';
import { encodeBase64 } from '../base64.ts';
import type { Credentials } from '../docker/docker-config.ts';
import { type Challenge, parseChallenge, tokenRealm } from './challenge.ts';
import type { Discretion } from './discretion.ts';
import { Transient } from './patience.ts';
import { refusal, unreachable, unusableLogin } from './refusal.ts';
import { isToken, tokenIn, tokenRequest } from './token-request.ts';
import type { Transport } from './transport.ts';

/** What a request wants to do with a repository. */
export interface Access {
  path: string;
  push: boolean;
  /** Patience for one answer, in milliseconds. */
  timeout?: number | undefined;
}

/** Values of the header `Authorization` for one registry. */
export interface Authorization {
  /** What is known to work, from an earlier challenge; undefined before the first. */
  known(access: Access): Promise<string | undefined>;
  /** What answers a challenge; undefined when we have nothing other than what was tried. */
  answering(challenge: string, access: Access, tried: string | undefined): Promise<string | undefined>;
}

export interface AuthorizationOptions {
  host: string;
  address: string;
  credentials: Credentials | undefined;
  /** Whether tokens for reading are asked for pushing, too, so that one does for both. */
  push: boolean;
  discretion: Discretion;
}

/** Basic and token authentication of one registry; a token per repository, anonymous without a login. */
export function authorization(options: AuthorizationOptions, { send }: Transport): Authorization {
  const { host, address, credentials, discretion } = options;
  const { identityToken } = credentials ?? {};
  const basic = basicHeader(credentials);
  const given = givenToken(host, credentials);
  /** By scope: what is asked for, and what came of it. */
  const tokens = new Map<string, { asked: Promise<string>; header?: string }>();
  /** Repositories that we may read only. */
  const readOnly = new Set<string>();
  let challenge: Challenge | undefined;

  async function askForToken(asking: Challenge, access: Access): Promise<string> {
    const doing = `logging in to ${access.push ? 'push to' : 'read'} ${access.path}`;
    const realm = tokenRealm(asking, address);
    if ('problem' in realm) throw unreachable(host, doing, discretion.hide(realm.problem));
    const { hide } = discretion;
    const asked = { host, doing, push: access.push, login: credentials !== undefined, hide };
    const request = tokenRequest(realm, asking, scopeOf(access), { basic, identityToken });
    const answer = await send({ ...request, timeout: access.timeout, asked });
    if (answer.status !== 200) throw refusal(asked, answer);
    const token = tokenIn(answer);
    if (token === undefined) throw new Transient(unreachable(host, doing, 'it answered no token'));
    discretion.keep(token);
    return `Bearer ${token}`;
  }

  function tokenFor(asking: Challenge, access: Access): Promise<string> {
    const scope = scopeOf(access);
    const known = tokens.get(scope);
    if (known !== undefined) return known.asked;
    const asked = askForToken(asking, access);
    tokens.set(scope, { asked });
    asked.then(
      (header) => tokens.set(scope, { asked, header }),
      () => tokens.delete(scope),
    );
    return asked;
  }

  async function bearer(asking: Challenge, access: Access): Promise<string> {
    if (access.push || !options.push || readOnly.has(access.path)) return tokenFor(asking, access);
    try {
      return await tokenFor(asking, { ...access, push: true });
    } catch (error) {
      const refused =
        error instanceof Failure && ['registry-auth', 'push-refused'].includes(error.parts.reason);
      if (!refused) throw error;
      readOnly.add(access.path);
      return tokenFor(asking, access);
    }
  }

  return {
    known: async (access) => {
      if (challenge === undefined) return undefined;
      if (given !== undefined) return given;
      return challenge.scheme === 'basic' ? basic : bearer(challenge, access);
    },
    answering: async (asks, access, tried) => {
      const asking = parseChallenge(asks);
      if (asking === undefined) return undefined;
      challenge = asking;
      if (given !== undefined) return given === tried ? undefined : given;
      if (asking.scheme === 'basic') return basic === tried ? undefined : basic;
      for (const [scope, { header }] of tokens)
        if (header !== undefined && header === tried) tokens.delete(scope);
      return bearer(asking, access);
    },
  };
}

function scopeOf({ path, push }: Access): string {
  return `repository:${path}:${push ? 'pull,push' : 'pull'}`;
}

/** A token stands in place of user and password; without one, an empty password is a password. */
function basicHeader(credentials: Credentials | undefined): string | undefined {
  if (credentials === undefined) return undefined;
  const { username, password } = credentials;
  return username === '' && password === '' ? undefined : `Basic ${encodeBase64(`${username}:${password}`)}`;
}

/** The header of a token that was not asked for here, but stands in the login. */
function givenToken(host: string, credentials: Credentials | undefined): string | undefined {
  const token = credentials?.registryToken;
  if (token !== undefined && !isToken(token)) throw unusableLogin(host, 'its `registrytoken` is no token');
  return token && `Bearer ${token}`;
}
