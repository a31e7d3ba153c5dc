import type { Asked, FaultClass, Timings } from './answer.ts';

/** What came back through `pods/proxy`: the app's answer, or the API server's own. */
export interface ProxiedAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
  /** Why this is not all of the body. */
  partial?: 'longer' | 'cut';
}

interface Status {
  message: string;
  reason: string;
}

/**
 * Tells the app's answers from those of the API server, which answers for the app when it may not, or
 * cannot, reach the pod. Only a pod that was tried and did not answer accuses the release.
 */
export function readProxyAnswer(answer: ProxiedAnswer, ms: number): Asked {
  const timings: Timings = { ttfb: ms };
  const own = apiStatus(answer);
  if (own === undefined) {
    const between = whoStandsBetween(answer);
    if (between !== undefined) return { kind: 'none', why: between };
    if (answer.partial === 'cut') {
      return { kind: 'fault', class: 'reset', detail: 'the body ended before it was whole', timings };
    }
    return {
      kind: 'answer',
      status: answer.status,
      headers: answer.headers,
      body: answer.text,
      truncated: answer.partial === 'longer',
      timings,
    };
  }
  if (own.message.startsWith('error trying to reach service')) {
    const barred = noWay.test(own.message) ? { barred: true as const } : {};
    return { kind: 'fault', class: faultClass(own.message), detail: own.message, timings, ...barred };
  }
  return { kind: 'none', why: whyNone(answer.status, own) };
}

/** Nobody answered the attempt to connect at all; a pod that refuses a connection was reached. */
const noWay = /\bdial\b.*(i\/o timeout|no route to host|network is unreachable)/;

/** Every answer that the API server gives or passes on carries an audit ID; its own word about being busy is plain text. */
function whoStandsBetween({ status, headers, text }: ProxiedAnswer): string | undefined {
  if (status === 429 && text.trim() === 'Too many requests, please try again later.') {
    return 'the API server has too many requests';
  }
  if (![429, 502, 503, 504].includes(status) || headers['audit-id'] !== undefined) return undefined;
  return `something in front of the API server answered ${status}`;
}

function faultClass(message: string): FaultClass {
  if (/timeout|deadline exceeded/i.test(message)) return 'timeout';
  if (/tls:|x509:|first record does not look like a TLS handshake/i.test(message)) return 'tls';
  if (/\bdial\b/.test(message)) return 'connect';
  if (/malformed HTTP/i.test(message)) return 'protocol';
  return 'reset';
}

function whyNone(code: number, own: Status): string {
  if (code === 403) {
    return `the credential may not use pods/proxy here; give its Role get on pods/proxy (${own.message})`;
  }
  if (code === 404) return 'the pod is gone';
  return `the API server answered ${code} ${own.reason}: ${own.message}`;
}

/** The API server's own `Status` about the pod; undefined when the app itself answered. */
function apiStatus(answer: ProxiedAnswer): Status | undefined {
  if (answer.status < 400 || !(answer.headers['content-type'] ?? '').includes('application/json'))
    return undefined;
  const body = parseObject(answer.text);
  if (body?.['kind'] !== 'Status' || body['apiVersion'] !== 'v1') return undefined;
  return { message: String(body['message'] ?? ''), reason: String(body['reason'] ?? '') };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // An app that promises JSON and sends something else is still the app.
    return undefined;
  }
}

/** Headers that the API server keeps for itself or acts upon; a check that needs them cannot be asked there. */
export function headersKeptByApiServer(headers: Readonly<Record<string, string>>): string[] {
  return Object.keys(headers).filter((name) => /^(authorization|host|impersonate-.*)$/i.test(name));
}
