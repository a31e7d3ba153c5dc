/** A program that says with its exit code whether the app works. */
export interface Command {
  /** Program and arguments; no shell. */
  argv: readonly string[];
  /** Milliseconds, after which it is ended. */
  timeout: number;
  /** What it may know of the release, beside PATH and HOME. */
  env: Readonly<Record<string, string>>;
}

export type Ended =
  | { kind: 'exited'; code: number /** Its last lines. */; said: string; ms: number }
  | { kind: 'late'; said: string; ms: number }
  | { kind: 'not-started'; why: string };

export type RunCommand = (command: Command) => Promise<Ended>;
