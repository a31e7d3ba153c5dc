import type { Plan, PlannedFile } from './plan.ts';

/** What became of a file. */
export type Done =
  | 'written'
  | 'overwritten'
  | 'unchanged'
  | 'kept'
  | 'would be written'
  | 'would be overwritten';

export interface DoneFile extends PlannedFile {
  done: Done;
}

export interface WritePorts {
  /** Writes a file and its folders; `replace` is false where nobody agreed to lose what is there. */
  write(path: string, content: string, replace: boolean): Promise<void>;
  /** Asks a person; undefined where nobody can be asked. */
  ask: ((question: string) => Promise<boolean>) | undefined;
}

export interface WriteOptions {
  dryRun: boolean;
  /** Existing files that may be replaced, without asking. */
  overwrite: readonly string[];
}

/** Writes what is missing; what exists is replaced only where a person says so, file by file. */
export async function applyPlan(
  { files }: Plan,
  { dryRun, overwrite }: WriteOptions,
  { write, ask }: WritePorts,
): Promise<DoneFile[]> {
  const done: DoneFile[] = [];
  for (const file of files) {
    const { path, content, state } = file;
    const replaces =
      state === 'differs' &&
      (overwrite.includes(path) ||
        (!dryRun && (await ask?.(`${path} exists and differs. Overwrite it?`)) === true));
    if (content === undefined || (state === 'differs' && !replaces)) done.push({ ...file, done: 'kept' });
    else if (state === 'same') done.push({ ...file, done: 'unchanged' });
    else {
      if (!dryRun) await write(path, content, replaces);
      const verb = replaces ? 'overwritten' : 'written';
      done.push({ ...file, done: dryRun ? `would be ${verb}` : verb });
    }
  }
  return done;
}
