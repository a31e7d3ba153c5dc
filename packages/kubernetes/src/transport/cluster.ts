import type { Clock } from '@workaday/core';
import type { Resources } from './discovery.ts';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface ClusterRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the server, e.g. `/api/v1/namespaces/shop/pods`. */
  path: string;
  query?: Query;
  /** Sent as JSON; text as it is. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** A POST that changes nothing (a review, a trial), so that it may be repeated like a GET. */
  repeatable?: boolean;
  signal?: AbortSignal;
  /** Patience for one answer, in milliseconds; 30 s by default. */
  timeout?: number;
  /** Of an exchange: bytes of the body that are read. A body that is longer, or is cut short, is then a `partial` one. */
  bodyLimit?: number;
}

/** An answer of any status, its body unread by us. */
export interface ClusterAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
  /** Why this is not all of the body, for an exchange with a `bodyLimit`. */
  partial?: 'longer' | 'cut';
}

/** A connection to one API server with one identity. Objects travel as raw JSON. */
export interface Cluster {
  /** `host:port`, for messages. */
  readonly server: string;
  readonly clock: Clock;
  /** Milliseconds since 1970 by the API server's clock, as its answers tell it. */
  now(): number;
  /**
   * The parsed body of a successful answer (text when it is not JSON). Safe requests are repeated on 429, 5xx and
   * cut connections; throws ApiError for an answer that stays unsuccessful, Failure (`cluster-unreachable`) for none.
   */
  request<Body = unknown>(request: ClusterRequest): Promise<Body>;
  /** One exchange, never repeated; any status is an answer. For proxied requests, whose status is the app's. */
  exchange(request: ClusterRequest): Promise<ClusterAnswer>;
  /** Calls `onLine` for every line of a streamed answer; resolves when the server ends it. */
  stream(request: ClusterRequest, onLine: (line: string) => void): Promise<void>;
  /** What the API server serves; asked once. */
  resources(): Promise<Resources>;
  /** `Warning` headers so far, each once. */
  warnings(): readonly string[];
  /** Requests sent and connections opened so far; absent where nobody counts. */
  statistics?(): { requests: number; connections: number };
  close(): void;
}
