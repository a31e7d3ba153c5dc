import type {
  Clock,
  Exec,
  Files,
  FreeSpace,
  Http,
  Log,
  OidcTokens,
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
  /** The event that started the run, as GitHub sent it; undefined when there is none. */
  event: unknown;
  privateFolder: () => Promise<PrivateFolder>;
  /** The user's own docker configuration: where it is, and reading it. */
  dockerConfig: { path: string; files: Files };
  freeSpace: FreeSpace;
  /** GitHub's signatures for this job. */
  oidc: OidcTokens;
  /** What this machine builds for when nobody says, e.g. `linux/amd64`. */
  platform: string;
}
