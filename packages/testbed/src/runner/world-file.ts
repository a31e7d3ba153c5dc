import { readFileSync } from 'node:fs';

/** What the runner needs of the machine. */
export interface WorldFile {
  /** Path of the act binary. */
  readonly act: string;
  /** Put in front of PATH in every job, after the folder of this Node. */
  readonly path: readonly string[];
  /** For every job: DOCKER_HOST, DOCKER_CONFIG … */
  readonly env: Readonly<Record<string, string>>;
}

/** Reads world.json; WORKADAY_ACT stands in for a missing `act`. */
export function readWorldFile(file: string): WorldFile {
  const content = JSON.parse(readFileSync(file, 'utf8')) as Partial<WorldFile>;
  const act = content.act ?? process.env['WORKADAY_ACT'];
  if (!act)
    throw new Error(
      `${file} names no "act", and WORKADAY_ACT is not set: give the path of an act 0.2.89 binary.`,
    );
  return { act, path: content.path ?? [], env: content.env ?? {} };
}
