import http from 'node:http';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { codeOf } from '../transport-failure.ts';
import { type Guard, guard } from './exchange-guard.ts';
import { inTurn } from './in-turn.ts';
import type { Answer, Line, Sent } from './line.ts';
import { LostRequest } from './lost-request.ts';
import { slots } from './slots.ts';

/** Connections at a time; a watch holds one. */
const connections = 16;
const cutCodes = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED']);

/** Kept-alive connections, for a server or a proxy in front of it that does not speak HTTP/2. */
export function http1Line(first: net.Socket, origin: URL, dial: () => Promise<net.Socket>): Line {
  const agent = new DiallingAgent(first, dial);
  const free = slots(() => connections);
  let open = true;
  return {
    get open() {
      return open;
    },
    // The agent's own limit does not count connections that are still being dialled.
    send: (sent) => inTurn(free, sent, (leave) => send(agent, origin, sent, leave)),
    close: () => {
      open = false;
      first.destroy();
      agent.destroy();
    },
  };
}

/** Takes its connections from our own dialling, which knows proxies and TLS. */
class DiallingAgent extends http.Agent {
  #first: net.Socket | undefined;
  readonly #dial: () => Promise<net.Socket>;

  constructor(first: net.Socket, dial: () => Promise<net.Socket>) {
    super({ keepAlive: true, scheduling: 'lifo' });
    this.#first = first;
    this.#dial = dial;
  }

  override createConnection(
    _options: unknown,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const first = this.#first?.destroyed ? undefined : this.#first;
    this.#first = undefined;
    const socket = first ? Promise.resolve(first) : this.#dial();
    socket.then(
      (opened) => callback?.(null, opened),
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  }
}

function send(agent: http.Agent, origin: URL, sent: Sent, leave: () => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let why: unknown;
    const request = http.request({
      agent,
      method: sent.method,
      host: origin.hostname,
      port: origin.port,
      path: sent.path,
      headers: {
        ...sent.headers,
        host: origin.host,
        ...(sent.body === undefined ? {} : { 'content-length': String(sent.body.length) }),
      },
    });
    const limits = guard(sent, (reason) => {
      why = reason;
      reject(reason);
      request.destroy();
    });
    const lost = (error: unknown) => why ?? lossOfRequest(error);
    request.on('error', (error) => reject(lost(error)));
    request.on('close', () => {
      limits.done();
      // By then its connection is free for the next one.
      setImmediate(leave);
    });
    request.on('response', (answer) => {
      limits.heard();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: body(answer, limits, lost) });
    });
    request.end(sent.body);
  });
}

async function* body(
  answer: http.IncomingMessage,
  limits: Guard,
  lost: (error: unknown) => unknown,
): AsyncGenerator<Buffer> {
  try {
    for await (const part of answer) {
      limits.heard();
      yield part as Buffer;
    }
  } catch (error) {
    throw lost(error);
  }
}

function lossOfRequest(error: unknown): unknown {
  if (error instanceof LostRequest) return error;
  const code = codeOf(error);
  return cutCodes.has(code) ? new LostRequest('cut', code, 'the connection was cut', error) : error;
}
