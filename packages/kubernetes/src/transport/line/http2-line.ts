import http2 from 'node:http2';
import type net from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { codeOf, isRefusedCertificate } from '../transport-failure.ts';
import { type Guard, guard } from './exchange-guard.ts';
import { inTurn } from './in-turn.ts';
import type { Answer, Line, Sent } from './line.ts';
import { LostRequest } from './lost-request.ts';
import { type Pulse, watchPulse } from './pulse.ts';
import { type Slots, slots } from './slots.ts';

const { NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM, NGHTTP2_CANCEL } = http2.constants;
/** What a server may send before we say that we have read it; lists of big clusters are megabytes. */
const window = 16 * 1024 * 1024;
/** What is taken in of a body before somebody reads it. */
const taken = 1024 * 1024;
/** Until the server says how many streams it allows. */
const assumedStreams = 100;
/** Headers of a connection, which a stream cannot have. */
const connectionHeaders = new Set(
  'connection keep-alive proxy-connection transfer-encoding upgrade host te'.split(' '),
);

/** All requests and watches over one connection. */
export function http2Line(socket: net.Socket, origin: URL, pulse: Pulse): Line {
  const session = http2.connect(origin, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: window },
  });
  session.once('connect', () => session.setLocalWindowSize(2 * window));
  const free = slots(() => Math.min(session.remoteSettings?.maxConcurrentStreams ?? assumedStreams, 1000));
  const state: State = { session, free, lastProcessed: Number.POSITIVE_INFINITY };
  session.on('goaway', (_code, lastStreamId) => {
    state.lastProcessed = lastStreamId;
  });
  // The streams carry it to who asked; without one, it only means that the next request opens another line.
  session.on('error', () => undefined);
  session.on('close', () =>
    free.end(new LostRequest('never-sent', 'ECONNRESET', 'the connection was closed')),
  );
  const stop = watchPulse(session, pulse);
  return {
    get open() {
      return !session.closed && !session.destroyed;
    },
    send: (sent) => inTurn(state.free, sent, (leave) => send(state, origin, sent, leave)),
    close: () => {
      stop();
      session.destroy();
    },
  };
}

interface State {
  session: http2.ClientHttp2Session;
  free: Slots;
  /** The last stream that a server which says goodbye has looked at. */
  lastProcessed: number;
}

function send(state: State, origin: URL, sent: Sent, leave: () => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let stream: http2.ClientHttp2Stream;
    try {
      stream = state.session.request(headersOf(sent, origin), { endStream: sent.body === undefined });
    } catch (error) {
      leave();
      return reject(new LostRequest('never-sent', codeOf(error), 'the connection was closing', error));
    }
    let why: unknown;
    const limits = guard(sent, (reason) => {
      why = reason;
      reject(reason);
      stream.close(NGHTTP2_CANCEL);
    });
    stream.once('close', () => {
      limits.done();
      leave();
    });
    answerOf(stream, limits, () => why ?? lossOfStream(state, stream)).then(resolve, reject);
    if (sent.body) stream.end(sent.body);
  });
}

function answerOf(stream: http2.ClientHttp2Stream, limits: Guard, ended: () => unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // What is told of it comes from `ended`.
    stream.on('error', () => undefined);
    stream.once('close', () => reject(ended()));
    stream.once('response', (headers) => {
      limits.heard();
      const { ':status': status = 0, ...others } = headers;
      resolve({ status, headers: others, body: takeIn(stream, limits, ended) });
    });
  });
}

/**
 * The body, taken in as it comes: a server that refuses a credential closes the connection right after its answer, and
 * with it goes what nobody has read. A stream that was broken off ends like a whole one, but for its reset code.
 */
function takeIn(stream: http2.ClientHttp2Stream, limits: Guard, ended: () => unknown): Readable {
  const body = new PassThrough({ highWaterMark: taken });
  let whole = false;
  stream.on('data', (part: Buffer) => {
    limits.heard();
    if (!body.write(part)) stream.pause();
  });
  body.on('drain', () => stream.resume());
  stream.once('end', () => {
    whole = !stream.aborted && stream.rstCode === NGHTTP2_NO_ERROR;
  });
  stream.once('close', () => {
    if (whole) body.end();
    else body.destroy(ended() as Error);
  });
  // Also when nobody reads any more.
  body.on('error', () => undefined);
  body.once('close', () => stream.close(NGHTTP2_CANCEL));
  return body;
}

function lossOfStream(state: State, stream: http2.ClientHttp2Stream): unknown {
  const unseen = stream.id === undefined || stream.id > state.lastProcessed;
  if (stream.rstCode === NGHTTP2_REFUSED_STREAM || unseen)
    return new LostRequest('never-sent', 'ECONNRESET', 'the server refused the stream');
  const code = codeOf(stream.errored) || 'ECONNRESET';
  // The server's last word in TLS, after its handshake: no repeat changes it.
  if (isRefusedCertificate(code)) return stream.errored;
  return new LostRequest(
    'cut',
    code === 'ETIMEDOUT' ? code : 'ECONNRESET',
    'the connection was cut',
    stream.errored,
  );
}

function headersOf(sent: Sent, origin: URL): http2.OutgoingHttpHeaders {
  const headers = Object.entries(sent.headers).filter(([name]) => !connectionHeaders.has(name));
  return {
    ':method': sent.method,
    ':path': sent.path,
    ':scheme': 'https',
    ':authority': origin.host,
    ...Object.fromEntries(headers),
  };
}
