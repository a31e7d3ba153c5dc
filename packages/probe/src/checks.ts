import type { Condition, Subject } from './conditions/condition.ts';

interface Common {
  /** Unique among the checks of an app; the key of evidence and of prechecks. */
  name: string;
  /** Milliseconds. */
  timeout: number;
  expect: readonly Condition[];
}

/** A path of the app that must answer well. */
export interface HttpCheck extends Common {
  kind: 'http';
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body: string | undefined;
  /** Path and query, from the root of whatever is asked. */
  path: string;
  /** Undefined when `expect` says what the status must be. */
  status: number | undefined;
  contains: string | undefined;
  headers: Readonly<Record<string, string>>;
  redirects: number;
  /** Where an answer says which version it is of. */
  version: Subject | undefined;
  /** Whether a random query keeps caches from answering. */
  cacheBust: boolean;
  /** The Kubernetes Service to ask; every Service with an HTTP port when undefined. */
  service: string | undefined;
}

/** A port that must accept connections; over TLS, with a certificate that is valid for its name. */
export interface PortCheck extends Common {
  kind: 'tcp' | 'tls';
  host: string;
  port: number;
}

/** Whether asking may change something, so that it is done as seldom as possible. */
export function mayWrite({ method }: Pick<HttpCheck, 'method'>): boolean {
  return method !== 'GET';
}

export interface CommandCheck extends Common {
  kind: 'command';
  argv: readonly string[];
}

export type Check = HttpCheck | PortCheck | CommandCheck;

/** What the app depends on: a URL of its own, or a port. */
export type Control = (HttpCheck & { url: string }) | PortCheck;
