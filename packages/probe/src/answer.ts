/** The steps of one HTTP exchange, in order. */
export type Phase = 'dns' | 'connect' | 'tls' | 'ttfb' | 'body';

/** Milliseconds that each step took; steps that were not reached are absent. */
export type Timings = Partial<Record<Phase, number>>;

/** Why no answer came, by the step that failed. */
export type FaultClass = 'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'protocol';

export interface Answer {
  kind: 'answer';
  status: number;
  /** Names in lower case; repeated headers joined by `, `. */
  headers: Readonly<Record<string, string>>;
  /** The body as UTF-8, at most as much as the prober reads. */
  body: string;
  /** Whether the body was longer than what was read. */
  truncated: boolean;
  timings: Timings;
}

export interface Fault {
  kind: 'fault';
  class: FaultClass;
  detail: string;
  timings: Timings;
}

/** Nothing was learnt about the app: the prober's own path failed, or the question could not be put. */
export interface NoAnswer {
  kind: 'none';
  why: string;
}

export type Asked = Answer | Fault | NoAnswer;

/** One HTTP question; redirects are never followed. */
export interface Question {
  /** Absolute http(s) URL. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Milliseconds for the whole exchange. */
  timeout: number;
}

export type Ask = (question: Question) => Promise<Asked>;

/** Milliseconds that an exchange took as a whole. */
export function elapsed(timings: Timings): number {
  return Object.values(timings).reduce((sum, step) => sum + step, 0);
}
