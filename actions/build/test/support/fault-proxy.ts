import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
  request as startRequest,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request. */
export type Fault =
  | 'pass'
  /** The connection is reset before the request reaches the registry. */
  | 'reset'
  /** The registry does what was asked, and its answer is lost. */
  | 'lost'
  /** Half of the answer's body arrives, then the connection ends. */
  | 'truncated'
  /** Half of the answer's body arrives, as if it were all. */
  | 'cut'
  /** The registry is asked only after this. */
  | { slow: Promise<unknown> }
  /** This is answered instead of the registry. */
  | { status: number; headers?: OutgoingHttpHeaders; body?: string };

export interface ProxiedRequest {
  /** Number of requests before it. */
  index: number;
  method: string;
  /** Path and query. */
  url: string;
  /** What the client calls itself. */
  client: string;
}

export interface FaultProxy {
  /** `127.0.0.1:PORT`, as images name it. */
  host: string;
  /** Everything that was asked so far. */
  requests: (ProxiedRequest & { fault: Fault })[];
  /** Replaces the plan, and counts requests from 0 again. */
  replan(plan: Plan): void;
  stop(): Promise<void>;
}

export type Plan = (request: ProxiedRequest) => Fault;

/**
 * A proxy in front of a registry which does to each request what a plan says. Bodies are streamed, and the registry
 * sees the proxy's name as its own, so that the addresses it answers lead through the proxy again.
 * @param target `127.0.0.1:PORT`
 */
export async function startFaultProxy(target: string, plan: Plan = () => 'pass'): Promise<FaultProxy> {
  const requests: FaultProxy['requests'] = [];
  let current = plan;
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    const client = request.headers['user-agent'] ?? '';
    const asked = { index: requests.length, method, url, client };
    const fault = current(asked);
    requests.push({ ...asked, fault });
    act(fault, target, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    replan: (next) => {
      current = next;
      requests.length = 0;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function act(fault: Fault, target: string, request: IncomingMessage, response: ServerResponse): void {
  if (fault === 'reset') {
    request.socket.resetAndDestroy();
  } else if (typeof fault === 'string') {
    forward(target, request, response, fault);
  } else if ('slow' in fault) {
    void fault.slow.then(() => {
      if (response.destroyed) return;
      forward(target, request, response);
    });
  } else {
    // The body is taken in first: a client that is still sending would see a broken connection instead of the answer.
    request.resume().on('end', () => {
      const type = fault.body?.startsWith('{') ? { 'content-type': 'application/json' } : {};
      response.writeHead(fault.status, { ...type, ...fault.headers }).end(fault.body ?? '');
    });
  }
}

/** Hands a request on and its answer back. */
export function forward(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: 'pass' | 'lost' | 'truncated' | 'cut' = 'pass',
): void {
  const [host = '', port = ''] = target.split(':');
  const { method, url, headers } = request;
  const upstream = startRequest({ host, port, method, path: url, headers, agent: false }, (answer) => {
    if (fault === 'pass') {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      return;
    }
    const parts: Buffer[] = [];
    answer
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => damage(fault, answer, parts, response));
  });
  upstream.on('error', () => response.destroy());
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}

function damage(
  fault: 'lost' | 'truncated' | 'cut',
  answer: IncomingMessage,
  parts: readonly Buffer[],
  response: ServerResponse,
): void {
  const body = Buffer.concat(parts);
  const half = body.subarray(0, Math.floor(body.length / 2));
  if (fault === 'lost' || body.length === 0) {
    response.socket?.resetAndDestroy();
  } else if (fault === 'cut') {
    response
      .writeHead(answer.statusCode ?? 502, { ...answer.headers, 'content-length': half.length })
      .end(half);
  } else {
    response.writeHead(answer.statusCode ?? 502, { ...answer.headers, 'content-length': body.length });
    response.write(half, () => response.destroy());
  }
}
