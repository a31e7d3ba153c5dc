import type {
  Clock,
  Exec,
  Files,
  Http,
  Log,
  PrivateFolder,
  RunContext,
  Sha256,
  Sources,
} from '@workaday/core';

export interface Ports {
  exec: Exec;
  files: Files;
  sources: Sources;
  http: Http;
  sha256: Sha256;
  clock: Clock;
  log: Log;
  /** Keeps a value out of the log, whoever prints it. */
  mask: (secret: string) => void;
  env: Readonly<Record<string, string | undefined>>;
  context: RunContext;
  privateFolder: () => Promise<PrivateFolder>;
  /** The user's own docker configuration: where it is, and reading it. */
  dockerConfig: { path: string; files: Files };
}
