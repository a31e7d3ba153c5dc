import http from 'node:http';
import https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { ClusterRequest } from './cluster.ts';

const connectTimeout = 5000;
const answerTimeout = 30_000;

/** HTTP to one API server: kept-alive connections, and the kubeconfig's authentication on every request. */
export interface Connection {
  server: string;
  send(request: ClusterRequest): Promise<http.IncomingMessage>;
  close(): void;
}

export function openConnection(kubeconfig: KubeConfig, userAgent: string): Connection {
  const base = new URL(kubeconfig.getCurrentCluster()?.server ?? '');
  const secure = base.protocol === 'https:';
  const viaProxy = Boolean(kubeconfig.getCurrentCluster()?.proxyUrl);
  let agent: http.Agent | undefined;

  async function options(request: ClusterRequest, body: string | undefined): Promise<https.RequestOptions> {
    const auth: https.RequestOptions = {};
    await kubeconfig.applyToHTTPSOptions(auth as Parameters<KubeConfig['applyToHTTPSOptions']>[0]);
    agent ??= viaProxy ? (auth.agent as http.Agent) : keptAlive(secure, auth);
    return {
      method: request.method,
      protocol: base.protocol,
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      path: base.pathname.replace(/\/$/, '') + request.path + queryText(request.query),
      agent,
      ...(auth.auth === undefined ? {} : { auth: auth.auth as string }),
      ...(auth.servername === undefined ? {} : { servername: auth.servername }),
      headers: {
        Accept: 'application/json',
        'User-Agent': userAgent,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(auth.headers as Record<string, string> | undefined),
        ...request.headers,
        ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
      },
    };
  }

  return {
    server: `${base.hostname}:${base.port || (secure ? '443' : '80')}`,
    async send(request) {
      const body = bodyText(request.body);
      const made = await options(request, body);
      return exchange(secure ? https.request(made) : http.request(made), body, request);
    },
    close: () => agent?.destroy(),
  };
}

function keptAlive(secure: boolean, auth: https.RequestOptions): http.Agent {
  const common = { keepAlive: true, maxSockets: 16, scheduling: 'lifo' as const };
  if (!secure) return new http.Agent(common);
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = auth;
  const tls = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername };
  return new https.Agent({
    ...common,
    ...Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined)),
  });
}

function exchange(
  sent: http.ClientRequest,
  body: string | undefined,
  request: ClusterRequest,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const abort = () => sent.destroy(new Error('aborted', { cause: request.signal?.reason }));
    if (request.signal?.aborted) abort();
    request.signal?.addEventListener('abort', abort, { once: true });
    sent.on('socket', (socket) => limitConnecting(sent, socket));
    sent.setTimeout(request.timeout ?? answerTimeout, () =>
      sent.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
    );
    sent.on('close', () => request.signal?.removeEventListener('abort', abort));
    sent.on('error', reject);
    sent.on('response', resolve);
    sent.end(body);
  });
}

function limitConnecting(
  sent: http.ClientRequest,
  socket: {
    connecting: boolean;
    once(event: string, done: () => void): unknown;
  },
): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => {
    sent.destroy(Object.assign(new Error('no connection within 5 s'), { code: 'ETIMEDOUT' }));
  }, connectTimeout);
  const done = () => clearTimeout(timer);
  socket.once('connect', done);
  socket.once('close', done);
}

function bodyText(body: unknown): string | undefined {
  if (body === undefined || typeof body === 'string') return body;
  return JSON.stringify(body);
}

function queryText(query: ClusterRequest['query']): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined) given.set(key, String(value));
  }
  return given.size === 0 ? '' : `?${given}`;
}
