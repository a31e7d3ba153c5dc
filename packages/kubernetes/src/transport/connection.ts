import type { ClusterRequest } from './cluster.ts';
import type { Credential } from './credential/credential.ts';
import type { Access, ClientCertificate } from './kubeconfig/access.ts';
import { type Dialled, dial } from './line/dial.ts';
import { http1Line } from './line/http1-line.ts';
import { http2Line } from './line/http2-line.ts';
import { type Answer, type Line, readText, type Sent } from './line/line.ts';
import { proxyFor } from './line/proxy.ts';
import type { Pulse } from './line/pulse.ts';
import { addressOf } from './line/socket.ts';
import { until } from './line/until.ts';

const answerTimeout = 30_000;
const usualPulse: Pulse = { every: 10_000, patience: 10_000 };

/** HTTP to one API server over one line, with the identity's credential on every request. */
export interface Connection {
  /** `host:port`, for messages. */
  server: string;
  credential: Credential;
  /** @param options renew: a 401 is the API server's, and asked once more with a new credential */
  send(request: ClusterRequest, options: { renew: boolean }): Promise<Answer>;
  /** Requests sent and connections opened so far. */
  statistics(): { requests: number; connections: number };
  close(): void;
}

export interface ConnectionOptions {
  env: Readonly<Record<string, string | undefined>>;
  pulse?: Pulse;
}

export function openConnection(
  { server, user }: Access,
  credential: Credential,
  { env, pulse = usualPulse }: ConnectionOptions,
): Connection {
  const proxy = proxyFor(server, env);
  const { port } = addressOf(server.url);
  const base = server.url.pathname.replace(/\/$/, '');
  const lines = new Set<Line>();
  const count = { requests: 0, connections: 0 };
  let current: { certificate: ClientCertificate | undefined; line: Promise<Line> } | undefined;
  let closed = false;

  async function dialled(certificate: ClientCertificate | undefined): Promise<Dialled> {
    if (closed) throw new Error('the connection to the cluster was closed');
    const opened = await dial(server, proxy, certificate);
    count.connections += 1;
    return opened;
  }

  async function newLine(certificate: ClientCertificate | undefined): Promise<Line> {
    const { socket, protocol } = await dialled(certificate);
    const line =
      protocol === 'h2'
        ? http2Line(socket, server.url, pulse)
        : http1Line(socket, server.url, async () => (await dialled(certificate)).socket);
    for (const one of lines) if (!one.open) lines.delete(one);
    lines.add(line);
    if (closed) line.close();
    return line;
  }

  /** The line that takes requests, opened anew when the last one is gone or was another certificate's. */
  async function lineFor(certificate: ClientCertificate | undefined): Promise<Line> {
    const known = current;
    if (known && known.certificate === certificate) {
      const line = await known.line;
      if (line.open) return line;
    }
    if (current === known) {
      const line = newLine(certificate);
      const opening = { certificate, line };
      current = opening;
      line.catch(() => {
        if (current === opening) current = undefined;
      });
      return line;
    }
    return lineFor(certificate);
  }

  async function sendOnce(request: ClusterRequest) {
    const body = bodyOf(request.body);
    const identity = await until(credential.current(), request.signal);
    const line = await until(lineFor(identity.certificate), request.signal);
    count.requests += 1;
    const sent: Sent = {
      method: request.method,
      path: base + request.path + queryText(request.query),
      headers: {
        accept: 'application/json',
        'user-agent': 'workaday',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(identity.authorization === undefined ? {} : { authorization: identity.authorization }),
        ...user.impersonation,
        ...lowerCase(request.headers ?? {}),
      },
      body,
      signal: request.signal,
      timeout: request.timeout ?? answerTimeout,
    };
    return { identity, answer: await line.send(sent) };
  }

  return {
    server: `${server.url.hostname}:${port}`,
    credential,
    async send(request, { renew }) {
      const { identity, answer } = await sendOnce(request);
      if (answer.status !== 401 || !renew) return answer;
      if (!(await credential.renew(identity))) return answer;
      await readText(answer.body);
      return (await sendOnce(request)).answer;
    },
    statistics: () => ({ ...count }),
    close() {
      closed = true;
      for (const line of lines) line.close();
    },
  };
}

function lowerCase<Value>(headers: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function bodyOf(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function queryText(query: ClusterRequest['query']): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined) given.set(key, String(value));
  }
  return given.size === 0 ? '' : `?${given}`;
}
