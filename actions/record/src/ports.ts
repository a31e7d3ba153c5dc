import type { Clock, Files, GitHubClient, Log, RunContext } from '@workaday/core';
import type { Written } from './apply.ts';

export interface Ports {
  files: Files;
  github: GitHubClient;
  clock: Clock;
  context: RunContext;
  log: Log;
}

/** Of a dry run. */
export const nothingWritten: Written = { deployment: undefined, releases: new Map(), issue: undefined };
