import { Failure, type HttpResponse } from '@workaday/core';
import { encodeBase64 } from '../base64.ts';
import type { Credentials } from '../docker/docker-config.ts';
import { type Challenge, parseChallenge, tokenUrl } from './challenge.ts';
import { Transient } from './patience.ts';
import { refusal, unreachable } from './refusal.ts';
import type { Transport } from './transport.ts';

/** What a request wants to do with a repository. */
export interface Access {
  path: string;
  push: boolean;
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
}

/** Basic and token authentication of one registry; a token per repository, anonymous without a login. */
export function authorization(options: AuthorizationOptions, { send }: Transport): Authorization {
  const { host, address, credentials } = options;
  const basic = credentials && `Basic ${encodeBase64(`${credentials.username}:${credentials.password}`)}`;
  /** By scope: what is asked for, and what came of it. */
  const tokens = new Map<string, { asked: Promise<string>; header?: string }>();
  /** Repositories that we may read only. */
  const readOnly = new Set<string>();
  let challenge: Challenge | undefined;

  async function askForToken(asking: Challenge, access: Access): Promise<string> {
    const doing = `logging in to ${access.push ? 'push to' : 'read'} ${access.path}`;
    const url = tokenUrl(asking, scopeOf(access), address);
    if ('problem' in url) throw unreachable(host, doing, url.problem);
    const asked = { host, doing, push: access.push, login: basic !== undefined };
    const headers: Record<string, string> = basic ? { authorization: basic } : {};
    const answer = await send({ method: 'GET', url: url.href, headers, asked });
    if (answer.status !== 200) throw refusal(asked, answer);
    const token = tokenIn(answer);
    if (token === undefined) throw new Transient(unreachable(host, doing, 'it answered no token'));
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
      return challenge.scheme === 'basic' ? basic : bearer(challenge, access);
    },
    answering: async (asks, access, tried) => {
      const asking = parseChallenge(asks);
      if (asking === undefined) return undefined;
      challenge = asking;
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

/** Registries call it by either name. What could not stand in a header is no token. */
function tokenIn({ body }: HttpResponse): string | undefined {
  const { token, access_token } = (parse(body) ?? {}) as { token?: unknown; access_token?: unknown };
  return [token, access_token].find(
    (each): each is string => typeof each === 'string' && /^[\x21-\x7e]+$/.test(each),
  );
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
