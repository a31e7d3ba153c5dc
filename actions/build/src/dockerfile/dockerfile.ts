import type { Variable } from './shell-lexer.ts';

/** One instruction of a Dockerfile, after continuation lines were joined. */
export interface Instruction {
  /** In upper case, e.g. `RUN`. */
  keyword: string;
  /** 1-based lines of the file, first and last. */
  line: number;
  endLine: number;
  /** Flags by name without `--`, each with its values as written: `--mount` may stand several times; a bare flag has ''. */
  flags: ReadonlyMap<string, readonly string[]>;
  /** JSON array or shell text. */
  form: 'exec' | 'shell';
  /**
   * Exec form: the elements; otherwise the words as written, quotes removed, variables not yet expanded. HEALTHCHECK has
   * its own first word, `CMD` or `NONE`, in front of either.
   */
  words: readonly string[];
  /** Everything behind keyword and flags, as written, without heredoc bodies. */
  text: string;
  /** Bodies of here-documents, for `<<-` without the leading tabs. */
  heredocs: readonly string[];
}

/** Where a stage begins: another stage (by its index), an empty image, or an image reference with variables expanded. */
export type Base =
  | { kind: 'stage'; index: number }
  | { kind: 'scratch' }
  | { kind: 'image'; reference: string }
  | { kind: 'unknown'; text: string; why: string };

export interface Stage {
  index: number;
  name: string | undefined;
  base: Base;
  /** `--platform` of its FROM, variables expanded where they are known. */
  platform: string | undefined;
  line: number;
  /** What stands below its FROM. */
  instructions: readonly Instruction[];
}

/** What all stages share: how words are read, and the arguments of the build. */
export interface BuildScope {
  /** The escape token of the file. */
  escapeToken: string;
  buildArgs: ReadonlyMap<string, string>;
  /** ARGs above the first FROM and the ones that BuildKit sets, for FROM lines and for stages that declare them. */
  globals: ReadonlyMap<string, Variable>;
}

/** A Dockerfile that was read for one build: its arguments and target are known. */
export interface Dockerfile {
  /** Image reference of `# syntax=` or of the build argument BUILDKIT_SYNTAX, as written. */
  syntax: string | undefined;
  stages: readonly Stage[];
  /** The stage that is built; undefined when no stage has the name that was asked for. */
  target: Stage | undefined;
  /** Stages that the target is made of, itself among them, in the order of the file. */
  reachable: readonly Stage[];
  /** What could not be read, or not for sure: what is said of this file is then not all that a build may do. */
  problems: readonly { line: number; what: string }[];
  scope: BuildScope;
}
