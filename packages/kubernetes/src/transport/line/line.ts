import type { IncomingHttpHeaders } from 'node:http';
import type { ClusterRequest } from '../cluster.ts';

/** A request as it goes out: path with base and query, all headers in lower case. */
export interface Sent {
  method: ClusterRequest['method'];
  path: string;
  headers: Readonly<Record<string, string | string[]>>;
  body: Buffer | undefined;
  signal: AbortSignal | undefined;
  /** Milliseconds of silence after which it is given up. */
  timeout: number;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Throws LostRequest when it ends before it is whole. */
  body: AsyncIterable<Buffer>;
}

/** The way to one API server: one session of HTTP/2, or kept-alive connections of HTTP/1.1. */
export interface Line {
  /** @throws LostRequest when it is known what became of the request; the signal's reason when it aborts */
  send(sent: Sent): Promise<Answer>;
  /** Whether it takes new requests. */
  readonly open: boolean;
  close(): void;
}

export async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

export async function eachLine(body: AsyncIterable<Buffer>, onLine: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const part of body) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  }
  if (rest !== '') onLine(rest);
}
