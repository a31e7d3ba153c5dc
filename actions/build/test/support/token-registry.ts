import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { forward } from './fault-proxy.ts';
import { startRegistry } from './registry.ts';

export interface TokenRegistry {
  /** `127.0.0.1:PORT`, as images name it. */
  host: string;
  /** Everything that was asked so far, e.g. `GET /token?…`. */
  requests: string[];
  /** Makes all tokens worthless that were given out. */
  expireTokens(): void;
  stop(): Promise<void>;
}

export interface TokenRules {
  /** The right to a repository: what a user may do there; nobody is ''. Everybody may all by default. */
  rights?: (user: string, path: string) => readonly ('pull' | 'push')[];
  /** How the answer calls the token; `token` by default. */
  name?: 'token' | 'access_token';
  /** Takes an identity token by OAuth 2, and then no password; may be set later. */
  identityToken?: string;
  /** Answers 403 to a scope that is not granted in full, as GHCR does, instead of a token for less. */
  strict?: boolean;
}

/** `ann` with the password `pässword` is the one user there is. */
const login = `Basic ${Buffer.from('ann:pässword').toString('base64')}`;

/** A real registry behind a front which asks for tokens, as hosted registries do. */
export async function startTokenRegistry(rules: TokenRules = {}): Promise<TokenRegistry> {
  const behind = await startRegistry();
  const { rights = () => ['pull', 'push'] as const, name = 'token', strict = false } = rules;
  const requests: string[] = [];
  const tokens = new Map<string, ReadonlySet<string>>();

  async function giveToken(request: IncomingMessage): Promise<Answer> {
    const { authorization } = request.headers;
    const body = await text(request);
    // Clients of docker try a POST of OAuth 2 first, and take this for: there is none.
    if (request.method !== 'GET' && rules.identityToken === undefined) return refusal(405, 'UNSUPPORTED');
    if (request.method === 'POST') return exchange(new URLSearchParams(body), request.headers);
    if (authorization !== undefined && (authorization !== login || rules.identityToken !== undefined))
      return refusal(401, 'UNAUTHORIZED');
    const scopes = new URL(request.url ?? '', 'http://token').searchParams.getAll('scope');
    return grant(authorization === undefined ? '' : 'ann', scopes);
  }

  /** The grant of a refresh token, as distribution's OAuth 2 has it. */
  function exchange(form: URLSearchParams, headers: IncomingMessage['headers']): Answer {
    const required = ['grant_type', 'service', 'client_id', 'refresh_token'];
    const missing = required.filter((field) => !form.get(field));
    const typed = headers['content-type'] === 'application/x-www-form-urlencoded';
    if (!typed || missing.length > 0 || form.get('grant_type') !== 'refresh_token')
      return { status: 400, body: { error: 'invalid_request', error_description: missing.join() } };
    // Some repeat what they were sent.
    if (form.get('refresh_token') !== rules.identityToken)
      return { status: 400, body: { error: 'invalid_grant', error_description: form.get('refresh_token') } };
    return grant('ann', form.getAll('scope'));
  }

  function grant(user: string, scopes: readonly string[]): Answer {
    const wanted = scopes.flatMap((scope) => scope.split(' ')).flatMap(grantsOf);
    const granted = wanted.filter(({ path, action }) => (rights(user, path) as string[]).includes(action));
    if (strict && granted.length < wanted.length) return refusal(403, 'DENIED');
    const token = randomUUID();
    tokens.set(token, new Set(granted.map(({ path, action }) => `${action} ${path}`)));
    return { status: 200, body: { [name]: token } };
  }

  function mayPass({ method = '', url = '', headers }: IncomingMessage): 'yes' | 'no token' | 'no right' {
    const grants = tokens.get(headers.authorization?.replace(/^Bearer /, '') ?? '');
    if (grants === undefined) return 'no token';
    const path = pathOf(url);
    const action = ['GET', 'HEAD'].includes(method) ? 'pull' : 'push';
    return path === undefined || grants.has(`${action} ${path}`) ? 'yes' : 'no right';
  }

  const server = createServer((request, response) => {
    const { method, url = '', headers } = request;
    requests.push(`${method} ${url}`);
    if (url.startsWith('/token')) {
      giveToken(request).then(
        (answer) => send(response, answer),
        (error) => response.destroy(error),
      );
      return;
    }
    const passes = mayPass(request);
    if (passes === 'yes') {
      forward(behind.host, request, response);
      return;
    }
    request.resume();
    const scope = pathOf(url) === undefined ? '' : `,scope="repository:${pathOf(url)}:pull"`;
    const error = passes === 'no right' ? ',error="insufficient_scope"' : '';
    const challenge = `Bearer realm="http://${headers.host}/token",service="test, registry"${scope}${error}`;
    send(response, refusal(401, 'UNAUTHORIZED'), { 'www-authenticate': challenge });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    expireTokens: () => tokens.clear(),
    stop: async () => {
      server.close().closeAllConnections();
      await behind.stop();
    },
  };
}

function pathOf(url: string): string | undefined {
  return /^\/v2\/(.+?)\/(?:manifests|blobs|tags)\//.exec(url)?.[1];
}

/** `repository:PATH:pull,push` */
function grantsOf(scope: string): { path: string; action: string }[] {
  const [, path = '', actions = ''] = /^repository:(.*):([a-z,]+)$/.exec(scope) ?? [];
  return actions.split(',').map((action) => ({ path, action }));
}

interface Answer {
  status: number;
  body: object;
}

function refusal(status: number, code: string): Answer {
  return { status, body: { errors: [{ code, message: 'said by the test' }] } };
}

function send(
  response: ServerResponse,
  { status, body }: Answer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
