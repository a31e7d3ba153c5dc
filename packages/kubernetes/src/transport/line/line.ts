import type { IncomingHttpHeaders } from 'node:http';
import type { ClusterAnswer, ClusterRequest } from '../cluster.ts';
import { LostRequest } from './lost-request.ts';

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

/** The beginning of a body, and why it is not all of it. */
export async function readPart(
  body: AsyncIterable<Buffer>,
  limit: number,
): Promise<Pick<ClusterAnswer, 'text' | 'partial'>> {
  const parts: Buffer[] = [];
  let length = 0;
  let partial: ClusterAnswer['partial'];
  try {
    for await (const part of body) {
      parts.push(part);
      length += part.length;
      if (length > limit) break;
    }
    if (length > limit) partial = 'longer';
  } catch (error) {
    if (!(error instanceof LostRequest) || error.loss !== 'cut') throw error;
    partial = 'cut';
  }
  const text = Buffer.concat(parts).subarray(0, limit).toString('utf8');
  return partial === undefined ? { text } : { text, partial };
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
