import type { LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Ask, Asked, Question, Timings } from '../answer.ts';
import { classifyError } from './classify-error.ts';
import { phaseTimer } from './phase-timer.ts';
import { readBounded } from './read-bounded.ts';
import { resolve } from './resolve.ts';

/** How much of a body is read; the rest is not asked for. */
const maximumBody = 1024 * 1024;

export interface ProbeOptions {
  /** Certificate authorities to trust instead of the system's, PEM. */
  ca?: string;
}

/**
 * Asks once over HTTP(S), on a connection of its own and with a fresh DNS answer; redirects are answers.
 * Whatever goes wrong on the way is an answer too; it never throws.
 */
export function httpProbe({ ca }: ProbeOptions = {}): Ask {
  return async (question) => {
    const timer = phaseTimer();
    const deadline = AbortSignal.timeout(question.timeout);
    const resolved = await Promise.race([resolve(new URL(question.url).hostname), expiry(deadline)]);
    if (resolved === 'expired') return timeout(question, timer.waitingFor(), timer.timings());
    if (resolved.kind === 'refused') return { kind: 'none', why: resolved.why };
    timer.reached('dns');
    if (resolved.kind === 'fault') {
      return { kind: 'fault', class: 'dns', detail: resolved.detail, timings: timer.timings() };
    }
    return exchange(question, resolved.addresses, { ca, deadline, timer });
  };
}

interface Exchange {
  ca: string | undefined;
  deadline: AbortSignal;
  timer: ReturnType<typeof phaseTimer>;
}

function exchange(question: Question, addresses: LookupAddress[], to: Exchange): Promise<Asked> {
  const { deadline, timer } = to;
  return new Promise((done) => {
    const finish = (asked: Asked) => {
      deadline.removeEventListener('abort', expire);
      done(asked);
      request.destroy();
    };
    const expire = () => finish(timeout(question, timer.waitingFor(), timer.timings()));
    const fail = (error: Error) =>
      finish({ kind: 'fault', ...classifyError(error, timer.phase()), timings: timer.timings() });
    const request = open(question, addresses, to.ca);
    deadline.addEventListener('abort', expire);
    if (deadline.aborted) expire();
    request.on('error', fail);
    request.on('response', (response) => {
      timer.reached('ttfb');
      readBounded(response, maximumBody).then(({ text, truncated }) => {
        timer.reached('body');
        const { statusCode: status = 0 } = response;
        const headers = flat(response.headers);
        finish({ kind: 'answer', status, headers, body: text, truncated, timings: timer.timings() });
      }, fail);
    });
    request.on('socket', (socket) => {
      socket.on('connect', () => timer.reached('connect', new URL(question.url).protocol));
      socket.on('secureConnect', () => timer.reached('tls'));
    });
    request.end();
  });
}

function open(question: Question, addresses: LookupAddress[], ca: string | undefined): http.ClientRequest {
  const options: https.RequestOptions = {
    agent: false,
    headers: {
      accept: '*/*',
      'user-agent': 'workaday-smoke-test',
      'cache-control': 'no-cache',
      ...question.headers,
    },
    lookup: resolvedTo(addresses),
    ...(ca === undefined ? {} : { ca }),
  };
  const url = new URL(question.url);
  return url.protocol === 'https:' ? https.request(url, options) : http.request(url, options);
}

/** The connection goes to the addresses that were checked, whatever the name says a moment later. */
function resolvedTo(addresses: LookupAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  };
}

function timeout(question: Question, phase: string, timings: Timings): Asked {
  const detail = `no complete answer within ${question.timeout} ms; waited for ${phase}`;
  return { kind: 'fault', class: 'timeout', detail, timings };
}

function expiry(signal: AbortSignal): Promise<'expired'> {
  return new Promise((done) => {
    signal.addEventListener('abort', () => done('expired'), { once: true });
  });
}

function flat(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}
