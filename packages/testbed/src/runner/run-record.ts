import type { Permissions } from '../github/permissions.ts';

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'startup_failure';

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: string;
}

export interface JobRecord {
  /** The job's key in the workflow file. */
  readonly id: string;
  /** As GitHub shows it: `ship / deploy`. */
  readonly name: string;
  readonly environment: string | undefined;
  readonly permissions: Permissions;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | undefined;
  outputs: Record<string, string>;
  /** What the job wrote to GITHUB_STEP_SUMMARY, step after step. */
  summary: string;
  annotations: Annotation[];
  steps: {
    readonly name: string;
    readonly stage: string;
    readonly conclusion: string;
    readonly milliseconds: number;
  }[];
}

export interface RunRecord {
  readonly id: number;
  readonly number: number;
  attempt: number;
  readonly repository: string;
  readonly workflow: string;
  readonly path: string;
  readonly event: string;
  readonly ref: string;
  readonly sha: string;
  readonly actor: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | undefined;
  /** Why it did not start, or that its runner died. */
  message: string;
  jobs: JobRecord[];
  /** One line per line of a job's output, secrets masked: `ship / deploy | text`. */
  logPath: string;
  /** A Markdown file per job that wrote a summary. */
  summaryDir: string;
  /** How many log lines held a secret before it was masked; a well-behaved run has none. */
  maskedLines: number;
  startedAt: string;
  completedAt: string | undefined;
}
