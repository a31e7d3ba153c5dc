import { errorMessage } from './failure.ts';
import type { Clock, Http, HttpResponse } from './ports.ts';

/** Waits before each further attempt, in milliseconds. */
const waits = [500, 2000];
/** Bytes; more than any answer of a few keys or one token has. */
const few = 1_000_000;

/**
 * GETs from a server of GitHub's: what is transient (429, 5xx, a connection that breaks) is tried three times. Any other
 * status is an answer; an Error says that there was none.
 */
export async function getPatiently(
  url: string,
  headers: Readonly<Record<string, string>>,
  { http, clock }: { http: Http; clock: Clock },
  limit = few,
): Promise<HttpResponse> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await http(url, { method: 'GET', headers, limit }).catch((error: unknown) => ({ error }));
    if ('status' in answer && answer.status !== 429 && answer.status < 500) return answer;
    const wait = waits[attempt];
    if (wait !== undefined) await clock.wait(wait);
    else if ('status' in answer) return answer;
    else throw new Error(`${new URL(url).host} does not answer: ${errorMessage(answer.error)}`);
  }
}
