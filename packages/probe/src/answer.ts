/** Bytes of a body that are read; the rest is not asked for. */
export const bodyLimit = 1024 * 1024;

/** The steps of one HTTP exchange, in order. */
export type Phase = 'dns' | 'connect' | 'tls' | 'ttfb' | 'body';

/** Milliseconds that each step took; steps that were not reached are absent. */
export type Timings = Partial<Record<Phase, number>>;

/** Why no answer came, by the step that failed. */
export type FaultClass = 'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'protocol';

interface Exchanged {
  /** The address that was asked, when a name has several. */
  address?: string;
  timings: Timings;
}

export interface Answer extends Exchanged {
  kind: 'answer';
  status: number;
  /** Names in lower case; repeated headers joined by `, `. */
  headers: Readonly<Record<string, string>>;
  /** The body as UTF-8, at most as much as the prober reads. */
  body: string;
  /** Whether the body was longer than what was read. */
  truncated: boolean;
  /** Host that answered in the end, with its port unless that is the usual one; unknown behind a proxy. */
  host?: string;
  /** Full days until the certificate ends, over TLS. */
  certificateDays?: number;
}

/** A connection stood, and nothing was asked on it. */
export interface Connected extends Exchanged {
  kind: 'connected';
  certificateDays?: number;
}

export interface Fault extends Exchanged {
  kind: 'fault';
  class: FaultClass;
  detail: string;
  /** The network let nothing through: when that is so for every target, it accuses nobody. */
  barred?: true;
}

/** Nothing was learnt about the app: the prober's own path failed, or the question could not be put. */
export interface NoAnswer {
  kind: 'none';
  why: string;
}

export type Asked = Answer | Fault | NoAnswer;
export type Reached = Connected | Fault | NoAnswer;

/** One HTTP question. */
export interface Question {
  method: string;
  /** Absolute http(s) URL. */
  url: string;
  body: string | undefined;
  /** Sent to the origin of `url` only. */
  headers: Readonly<Record<string, string>>;
  /** Milliseconds for the whole exchange. */
  timeout: number;
  /** How many redirects are followed; the next one is the answer. */
  redirects: number;
  /** Counts the questions: each asks the next address of the name. */
  turn: number;
}

export type Ask = (question: Question) => Promise<Asked>;

/** A connection that is to be made. */
export interface Place {
  host: string;
  port: number;
  tls: boolean;
  /** Milliseconds for all of it. */
  timeout: number;
  /** Counts the questions: each asks the next address of the name. */
  turn: number;
}

export type Reach = (place: Place) => Promise<Reached>;

/** Milliseconds that an exchange took as a whole. */
export function elapsed(timings: Timings): number {
  return Object.values(timings).reduce((sum, step) => sum + step, 0);
}
