import type { ClusterRequest } from '../../src/transport/cluster.ts';
import type { Connection } from '../../src/transport/connection.ts';
import type { Answer } from '../../src/transport/line/line.ts';
import { LostRequest } from '../../src/transport/line/lost-request.ts';
import type { Journey } from '../virtual-server.ts';
import type { Process, VirtualTime } from '../virtual-time.ts';

/** An answer of a server that stands behind a line: an object, or the text of an app. */
export interface FarAnswer {
  status: number;
  body: object | string;
}

/** What is at the other end of a line: the model, or a real API server. */
export interface FarServer {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Whether this says nothing of any object, so that it may be answered at any time, and is at once. */
  answersAtOnce(request: ClusterRequest): boolean;
  answer(request: ClusterRequest, by: string): FarAnswer | Promise<FarAnswer>;
  /** The lines that it tells to who watches. */
  watch(request: ClusterRequest, travel: Pick<Travel, 'time' | 'process'>): AsyncIterable<Buffer>;
}

export interface Travel {
  time: VirtualTime;
  process: Process;
  /** Who asks, in the server's books. */
  by: string;
  /** What becomes of each request on its way; it may end the process. */
  journey: (request: ClusterRequest) => Journey;
}

/** How long until a line is known to be cut. Milliseconds. */
const cutAfter = 5000;
const answerTimeout = 30_000;

/** A server as a process is connected with it, in virtual time: all that is above the line is the real transport. */
export function farConnection(server: FarServer, travel: Travel): Connection {
  const { time, process, by, journey } = travel;
  return {
    server: 'far:443',
    credential: { current: none, renew: async () => false, refusal: () => ({}) },
    statistics: () => ({ requests: 0, connections: 1 }),
    close: () => undefined,
    async send(request) {
      const ask = async () => answerOf(server, await server.answer(request, by));
      if (server.answersAtOnce(request)) return ask();
      const isWatch = request.query?.['watch'] === true;
      const { there, back, lost } = journey(request);
      return new Promise<Answer>((resolve, reject) => {
        const inside = (delay: number, run: () => void) =>
          time.at(time.now + delay, () => process.inside(run));
        const give = (error: unknown) => () => reject(error);
        if (request.signal?.aborted) return reject(request.signal.reason);
        request.signal?.addEventListener('abort', () => reject(request.signal?.reason), { once: true });
        if (lost === 'request') return void inside(cutAfter, give(cut()));
        const { timeout = answerTimeout } = request;
        if (there + back > timeout)
          inside(timeout, give(new LostRequest('timeout', 'ETIMEDOUT', 'no answer')));
        // What is on its way arrives, whatever becomes of its sender.
        time.at(time.now + there, () => {
          const answered = isWatch ? Promise.resolve(watchOf(server, request, travel)) : ask();
          time.standStill(answered);
          const come = (answer: Answer) =>
            inside(
              lost === 'answer' ? cutAfter : back,
              lost === 'answer' ? give(cut()) : () => resolve(answer),
            );
          answered.then(come, reject);
        });
      });
    },
  };
}

const none = async () => ({ authorization: undefined, certificate: undefined });

function cut(): LostRequest {
  return new LostRequest('cut', 'ECONNRESET', 'the line was cut');
}

function watchOf(server: FarServer, request: ClusterRequest, travel: Travel): Answer {
  return { status: 200, headers: dated(server), body: server.watch(request, travel) };
}

function answerOf(server: FarServer, { status, body }: FarAnswer): Answer {
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain' : 'application/json';
  return {
    status,
    headers: { ...dated(server), 'content-type': type, 'audit-id': 'far' },
    body: once(isText ? body : JSON.stringify(body)),
  };
}

function dated({ now }: Pick<FarServer, 'now'>): { date: string } {
  return { date: new Date(now()).toUTCString() };
}

async function* once(text: string): AsyncIterable<Buffer> {
  yield Buffer.from(text);
}
