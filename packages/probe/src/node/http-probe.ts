import type { LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type Ask, type Asked, bodyLimit, type Question } from '../answer.ts';
import {
  type Attempt,
  addressOf,
  broken,
  daysLeft,
  deadlineIn,
  late,
  type Resolve,
  shown,
} from './connect.ts';
import { phaseTimer } from './phase-timer.ts';
import { readBounded } from './read-bounded.ts';
import { redirected } from './redirect.ts';
import { resolve } from './resolve.ts';

export interface ProbeOptions {
  /** Certificate authorities to trust instead of the system's, PEM. */
  ca?: string;
  /** The resolver of names; the system's by default. */
  resolve?: Resolve;
}

/**
 * Asks once over HTTP(S): each hop on a connection of its own, with a fresh DNS answer, to one checked address.
 * Whatever goes wrong on the way is an answer too; it never throws.
 */
export function httpProbe(options: ProbeOptions = {}): Ask {
  return async (question) => {
    const deadline = deadlineIn(question.timeout);
    const timer = phaseTimer();
    let hop: Question = question;
    for (;;) {
      const attempt = { host: new URL(hop.url).hostname, turn: hop.turn, deadline, timer };
      const asked = await askHop(hop, attempt, options);
      const next = asked.kind === 'answer' ? redirected(hop, asked) : undefined;
      if (next === undefined) return asked;
      hop = next;
      timer.again();
    }
  };
}

async function askHop(question: Question, attempt: Attempt, options: ProbeOptions): Promise<Asked> {
  const found = await addressOf(attempt, options.resolve ?? resolve);
  return 'kind' in found ? found : exchange(question, attempt, found, options.ca);
}

interface Found {
  address: LookupAddress;
  all: readonly LookupAddress[];
}

function exchange(
  question: Question,
  attempt: Attempt,
  found: Found,
  ca: string | undefined,
): Promise<Asked> {
  const { deadline, timer } = attempt;
  const { address, all } = found;
  const url = new URL(question.url);
  return new Promise((done) => {
    const finish = (asked: Asked) => {
      deadline.signal.removeEventListener('abort', expire);
      done(asked);
      request.destroy();
    };
    const expire = () => finish(late(attempt));
    const fail = (error: Error) => finish(broken(error, attempt, address, all));
    const request = open(url, question, address, ca);
    deadline.signal.addEventListener('abort', expire);
    if (deadline.signal.aborted) expire();
    request.on('error', fail);
    request.on('response', (response) => {
      timer.reached('ttfb');
      const days = certificateDays(response);
      readBounded(response, bodyLimit).then(({ text: body, truncated }) => {
        timer.reached('body');
        const { statusCode: status = 0 } = response;
        const read = { status, headers: flat(response.headers), body, truncated, host: url.host };
        finish({ kind: 'answer', ...read, ...days, ...shown(address, all), timings: timer.timings() });
      }, fail);
    });
    request.on('socket', (socket) => {
      socket.on('connect', () => timer.reached('connect', url.protocol));
      socket.on('secureConnect', () => timer.reached('tls'));
    });
    request.end(question.body);
  });
}

function open(
  url: URL,
  question: Question,
  address: LookupAddress,
  ca: string | undefined,
): http.ClientRequest {
  const options: https.RequestOptions = {
    agent: false,
    method: question.method,
    headers: {
      accept: '*/*',
      'user-agent': 'workaday-smoke-test',
      'cache-control': 'no-cache',
      ...question.headers,
    },
    lookup: resolvedTo(address),
    ...(ca === undefined ? {} : { ca }),
  };
  return url.protocol === 'https:' ? https.request(url, options) : http.request(url, options);
}

/** The connection goes to the address that was checked, whatever the name says a moment later. */
function resolvedTo({ address, family }: LookupAddress): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all) callback(null, [{ address, family: family || isIP(address) }]);
    else callback(null, address, family);
  };
}

function certificateDays({ socket }: http.IncomingMessage): { certificateDays?: number } {
  const days =
    socket instanceof TLSSocket ? daysLeft(socket.getPeerCertificate().valid_to, Date.now()) : undefined;
  return days === undefined ? {} : { certificateDays: days };
}

function flat(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}
