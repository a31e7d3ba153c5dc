import {
  type Clock,
  errorMessage,
  type Http,
  type HttpRequest,
  type HttpResponse,
  isLoopbackHost,
  type Sha256,
} from '@workaday/core';
import { encodeBase64 } from '../base64.ts';
import type { Credentials } from '../docker/docker-config.ts';
import { type Challenge, parseChallenge, tokenUrl } from './challenge.ts';
import { labelsIn, manifestTypes, nextDigest } from './manifest.ts';
import { unexpected, unreachable } from './refusal.ts';

export interface RegistryPorts {
  http: Http;
  clock: Clock;
  sha256: Sha256;
}

export interface Registry {
  host: string;
  /** Digest and text of the manifest under a tag or digest; undefined when there is none. */
  manifest(path: string, reference: string): Promise<{ digest: string; content: unknown } | undefined>;
  /** Labels of an image; undefined when it does not exist. */
  labels(path: string, reference: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** Opens an upload and gives it up: fails in a second where a push would fail after the build. */
  checkPush(path: string): Promise<void>;
}

/** How often one request is tried, and the longest wait that a registry may ask for between two. */
const attempts = 3;
const longestWait = 10_000;

/** The distribution API of one registry; plain HTTP on this machine only. */
export function connectRegistry(
  host: string,
  credentials: Credentials | undefined,
  ports: RegistryPorts,
): Registry {
  const base = `${isLoopbackHost(host) ? 'http' : 'https'}://${host === 'docker.io' ? 'registry-1.docker.io' : host}`;
  const authorizations = new Map<string, string>();
  const decoder = new TextDecoder();

  async function patiently(url: string, request: HttpRequest): Promise<HttpResponse> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await ports.http(url, request).catch((error: unknown) => error);
      const response = answer instanceof Error ? undefined : (answer as HttpResponse);
      const transient = response === undefined || response.status === 429 || response.status >= 500;
      if (response && !transient) return response;
      if (attempt === attempts) {
        if (response) return response;
        throw unreachable(host, errorMessage(answer), answer);
      }
      const asked = Number(response?.headers['retry-after'] ?? Number.NaN) * 1000;
      await ports.clock.wait(
        Math.min(longestWait, Number.isFinite(asked) ? asked : 500 * 4 ** (attempt - 1)),
      );
    }
  }

  async function authorize(challenge: Challenge, scope: string): Promise<string | undefined> {
    const basic = credentials && `Basic ${encodeBase64(`${credentials.username}:${credentials.password}`)}`;
    if (challenge.scheme === 'basic') return basic;
    const url = tokenUrl(challenge, scope, base);
    if ('problem' in url) throw unreachable(host, url.problem);
    const answer = await patiently(url.href, {
      method: 'GET',
      headers: basic ? { authorization: basic } : {},
    });
    if (answer.status !== 200)
      throw unexpected(host, 'logging in', answer.status, decoder.decode(answer.body));
    const { token, access_token } = parse(answer.body) as { token?: string; access_token?: string };
    return `Bearer ${token ?? access_token}`;
  }

  async function ask(
    method: string,
    url: string,
    scope: string,
    headers: Record<string, string> = {},
  ): Promise<HttpResponse> {
    const send = (authorization: string | undefined) =>
      patiently(url, { method, headers: { ...headers, ...(authorization ? { authorization } : {}) } });
    const first = await send(authorizations.get(scope));
    const challenge =
      first.status === 401 ? parseChallenge(first.headers['www-authenticate'] ?? '') : undefined;
    if (challenge === undefined) return first;
    const authorization = await authorize(challenge, scope);
    if (authorization === undefined) return first;
    authorizations.set(scope, authorization);
    return send(authorization);
  }

  function parse(body: Uint8Array): unknown {
    try {
      return JSON.parse(decoder.decode(body));
    } catch (error) {
      throw unreachable(host, 'it answered no JSON', error);
    }
  }

  async function read(path: string, kind: 'manifests' | 'blobs', reference: string, accept: string) {
    const answer = await ask('GET', `${base}/v2/${path}/${kind}/${reference}`, `repository:${path}:pull`, {
      accept,
    });
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) {
      throw unexpected(host, `reading ${path}`, answer.status, decoder.decode(answer.body));
    }
    const digest = ports.sha256(answer.body);
    const claimed = answer.headers['docker-content-digest'];
    const wanted = reference.startsWith('sha256:') ? reference : claimed;
    if (wanted !== undefined && wanted !== digest) {
      throw unreachable(host, `what it sent for ${path} is ${digest}, and it should be ${wanted}`);
    }
    return { digest, content: parse(answer.body) };
  }

  const manifest: Registry['manifest'] = (path, reference) =>
    read(path, 'manifests', reference, manifestTypes.join(', '));

  const labels: Registry['labels'] = async (path, reference) => {
    const found = await manifest(path, reference);
    const next = found && nextDigest(found.content);
    if (next === undefined) return found && {};
    if ('manifest' in next) return labels(path, next.manifest);
    const config = await read(path, 'blobs', next.config, '*/*');
    return config && labelsIn(config.content);
  };

  return {
    host,
    manifest,
    labels,
    checkPush: async (path) => {
      const scope = `repository:${path}:pull,push`;
      const answer = await ask('POST', `${base}/v2/${path}/blobs/uploads/`, scope);
      if (answer.status !== 202)
        throw unexpected(host, `pushing to ${path}`, answer.status, decoder.decode(answer.body));
      const upload = answer.headers['location'];
      // The registry forgets an upload by itself; taking it back is a courtesy that not all of them know.
      if (upload !== undefined) await ask('DELETE', new URL(upload, base).href, scope);
    },
  };
}
