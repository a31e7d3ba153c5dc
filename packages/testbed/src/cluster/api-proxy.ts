import { createServer, type IncomingMessage, request as plainRequest, type ServerResponse } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { parse, stringify } from 'yaml';

/** One request on its way to the API server. */
export interface SeenRequest {
  /** 1, 2, 3 … in the order of their arrival. */
  index: number;
  method: string;
  /** With its query. */
  path: string;
  /** Whether it changes something: not a read, not a dry run, not a review. */
  write: boolean;
}

/** What becomes of a request. */
export type Fate =
  | 'pass'
  /** The client gets no answer, and the API server no request. */
  | 'lose-request'
  /** The API server carries it out, and the client gets no answer. */
  | 'lose-answer'
  /** The connection breaks after so many bytes of the answer. */
  | { cutAfter: number }
  /** The API server is never asked. */
  | { status: number; headers?: Record<string, string>; body?: string }
  /** Milliseconds before it goes on. */
  | { delay: number };

/** An API server seen through a line that misbehaves as the test says. */
export interface ApiProxy {
  /** A kubeconfig, but with this server in it. */
  through(kubeconfig: string): string;
  /** Decides on every request from now on; a promise holds the request until it is decided. */
  decide(fate: (seen: SeenRequest) => Fate | Promise<Fate>): void;
  /** Every request so far. */
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/** Starts a proxy on loopback before the API server that a kubeconfig names; the client's credential goes through. */
export async function startApiProxy(kubeconfig: string): Promise<ApiProxy> {
  const { clusters } = parse(kubeconfig) as { clusters: { cluster: Record<string, string> }[] };
  const cluster = clusters[0]?.cluster ?? {};
  const target = new URL(cluster['server'] ?? '');
  const agent = new Agent({
    keepAlive: true,
    ca: Buffer.from(cluster['certificate-authority-data'] ?? '', 'base64'),
  });
  const seen: SeenRequest[] = [];
  let decide: (one: SeenRequest) => Fate | Promise<Fate> = () => 'pass';

  const server = createServer(async (request, response) => {
    const one = describe(request, seen.length + 1);
    seen.push(one);
    const fate = await decide(one);
    if (fate === 'lose-request') return void request.socket.destroy();
    if (typeof fate === 'object' && 'status' in fate) {
      response.writeHead(fate.status, { 'content-type': 'application/json', ...fate.headers });
      return void response.end(fate.body ?? '');
    }
    if (typeof fate === 'object' && 'delay' in fate)
      await new Promise((resolve) => setTimeout(resolve, fate.delay));
    forward(target, agent, request, response, fate);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    through: (text) => throughProxy(text, `http://127.0.0.1:${port}`),
    decide: (fate) => {
      decide = fate;
    },
    close: async () => {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function describe({ method = 'GET', url: path = '/' }: IncomingMessage, index: number): SeenRequest {
  const asks = method === 'GET' || method === 'HEAD';
  const write = !asks && !path.includes('dryRun=All') && !path.startsWith('/apis/auth');
  return { index, method, path, write };
}

function forward(
  target: URL,
  agent: Agent,
  request: IncomingMessage,
  response: ServerResponse,
  fate: Fate,
): void {
  const secure = target.protocol === 'https:';
  const sent = (secure ? secureRequest : plainRequest)(
    new URL(request.url ?? '/', target),
    {
      method: request.method,
      headers: { ...request.headers, host: target.host },
      ...(secure ? { agent } : {}),
    },
    (answer) => {
      if (fate === 'lose-answer') {
        answer.resume().on('end', () => request.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      let left = typeof fate === 'object' && 'cutAfter' in fate ? fate.cutAfter : Number.POSITIVE_INFINITY;
      answer.on('data', (chunk: Buffer) => {
        response.write(chunk.subarray(0, Math.max(0, left)));
        left -= chunk.length;
        if (left <= 0) request.socket.destroy();
      });
      answer.on('end', () => response.end());
    },
  );
  sent.on('error', () => request.socket.destroy());
  response.on('close', () => sent.destroy());
  request.pipe(sent);
}

function throughProxy(kubeconfig: string, server: string): string {
  const config = parse(kubeconfig) as { clusters: { name: string; cluster: object }[] };
  const clusters = config.clusters.map(({ name }) => ({
    name,
    cluster: { server, 'insecure-skip-tls-verify': true },
  }));
  return stringify({ ...config, clusters });
}
