import type { Clock, Http, HttpResponse } from '@workaday/core';
import { connectionError } from './connection-error.ts';
import { Transient } from './patience.ts';
import { type Asked, refusal } from './refusal.ts';
import { readRetryAfter } from './retry-after.ts';

/** One request, with what is to be said when it fails. */
export interface Sending {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array;
  /** Patience for the answer, in milliseconds; the adapter's own when undefined. */
  timeout?: number | undefined;
  /** Whether a redirect is followed; true by default. */
  follow?: boolean;
  asked: Asked;
}

export interface Transport {
  /** Any answer whose status is not transient; throws Transient, or a Failure when asking again is no use. */
  send(request: Sending): Promise<HttpResponse>;
  /** Requests sent so far. */
  requests(): number;
}

const transientStatuses = new Set([408, 429, 500, 502, 503, 504]);
/** The most that a registry has to take as a manifest is half of it. */
const biggestAnswer = 8 * 1024 * 1024;

export function transport(ports: { http: Http; clock: Clock }): Transport {
  let sent = 0;
  return {
    requests: () => sent,
    send: async ({ method, url, headers = {}, body, timeout, follow = true, asked }) => {
      sent += 1;
      const limits = { limit: biggestAnswer, follow, ...(timeout === undefined ? {} : { timeout }) };
      const request = { method, headers, ...(body ? { body } : {}), ...limits };
      const response = await ports.http(url, request).catch((error: unknown) => {
        throw connectionError(asked, error, timeout);
      });
      if (!transientStatuses.has(response.status)) return response;
      const failure = refusal(asked, response);
      if (failure.parts.reason === 'disk-full') throw failure;
      throw new Transient(failure, readRetryAfter(response.headers['retry-after'], ports.clock.now()));
    },
  };
}
