import type { Annotation } from './report.ts';

/** The step's log. Text may be hostile: adapters keep it from being read as a workflow command. */
export interface Log {
  line(text: string): void;
  group<T>(title: string, work: () => Promise<T>): Promise<T>;
}

/** The runner around a step: what it hands in and what it takes back. */
export interface Runner {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  mask(secret: string): void;
  setOutput(name: string, value: string): void;
  addSummary(markdown: string): Promise<void>;
  annotate(annotation: Annotation): void;
  setExitCode(code: number): void;
}

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd?: string;
  /** The whole environment of the child; the current one when absent. */
  env?: Readonly<Record<string, string>>;
  input?: string | Uint8Array;
  /** Called for each full line of stdout or stderr as it arrives. */
  onLine?: (line: string) => void;
  /** Milliseconds after which the program is told to end, and has failed. */
  timeout?: number;
}

/** Runs a program from an argument vector; never a shell. An exit code is an answer, not an error. */
export type Exec = (
  program: string,
  args: readonly string[],
  options?: CommandOptions,
) => Promise<CommandResult>;

export interface FileEntry {
  /** Relative to the root that was listed, with `/`. */
  path: string;
  kind: 'file' | 'directory' | 'symlink';
}

/** Reading the checkout. Paths are relative to the workspace. */
export interface Files {
  /** The text, or undefined when there is no such file. */
  readText(path: string): Promise<string | undefined>;
  kind(path: string): Promise<FileEntry['kind'] | undefined>;
  /** All files and symlinks below a folder, sorted, recursively. */
  list(path: string): Promise<FileEntry[]>;
}

/** Time as the runner sees it; milliseconds. */
export interface Clock {
  now(): number;
  /** Rejects with the reason of the signal when that aborts. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** One thing that a build context holds. */
export interface SourceEntry {
  /**
   * Relative to the folder that was walked, with `/`. Bytes that are no UTF-8 stand as U+DC80 to U+DCFF, so that no two
   * names become the same text.
   */
  path: string;
  /** `special`: a pipe, socket or device. */
  kind: FileEntry['kind'] | 'special';
  /** Permission bits with setuid, setgid and sticky, e.g. 0o644. */
  mode: number;
  /** Where a symlink points; what a special file is, e.g. `pipe`; otherwise empty. */
  target: string;
}

/** Reading what a build sees. Paths are relative to the workspace. */
export interface Sources {
  /** Everything below a folder, sorted, without what `skip` says to leave out together with all below it. */
  walk(folder: string, skip: (entry: Pick<SourceEntry, 'path' | 'kind'>) => boolean): Promise<SourceEntry[]>;
  /** `sha256:…` of the bytes of each file, in the same order. */
  digests(paths: readonly string[]): Promise<string[]>;
}

/** A folder that only this user may read, outside the workspace; for secrets on their way to a tool. */
export interface PrivateFolder {
  readonly path: string;
  /** Writes a file, readable by this user only, with the folders of its name; its full path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** Copies a file or folder of any place, symbolic links followed; does nothing when it does not exist. */
  copy(name: string, source: string): Promise<void>;
  /** Links to any place; does nothing when it does not exist. */
  link(name: string, target: string): Promise<void>;
  readText(name: string): Promise<string | undefined>;
  remove(): Promise<void>;
}

export interface HttpRequest {
  method: string;
  headers: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** How long to wait for the whole answer, in milliseconds; 30 seconds by default. */
  timeout?: number;
  /** The most bytes that the body of the answer may have; no limit by default. */
  limit?: number;
  /** Whether a redirect is followed, as it is by default. A body goes with it to any host: one that holds a secret must not. */
  follow?: boolean;
}

export interface HttpResponse {
  status: number;
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/**
 * One request to a server; throws when there is no whole answer. `Authorization` is for the host
 * that was asked: a redirect does not carry it to another.
 */
export type Http = (url: string, request: HttpRequest) => Promise<HttpResponse>;

/** `sha256:…` of a text's UTF-8 or of bytes. */
export type Sha256 = (content: string | Uint8Array) => string;

/** Identity tokens (OIDC) that GitHub signs for the job of this step. */
export interface OidcTokens {
  /** Whether the job may ask for them: it has `permissions: { id-token: write }`. */
  readonly available: boolean;
  /** A JSON Web Token whose `aud` is the audience; throws when GitHub gives none. */
  request(audience: string): Promise<string>;
}

/** What a step leaves to its post step, which runs at the end of the job in a process of its own. */
export interface StepState {
  save(name: string, value: string): void;
  /** What the step saved; empty when it saved nothing. */
  read(name: string): string;
}

/**
 * Work to be done when this process is told to end; it has about five seconds. Answers what takes it off the list.
 */
export type WhenCancelled = (end: () => Promise<void>) => () => void;

/** Bytes that are free where a folder of this machine lies; undefined when there is no such folder. */
export type FreeSpace = (folder: string) => Promise<number | undefined>;
