import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that a tool might start, or install with; each is recorded and then fails, as if it were not there. */
const absent = [
  'node',
  'npm',
  'npx',
  'yarn',
  'pnpm',
  'sh',
  'bash',
  'curl',
  'wget',
  'tar',
  'gh',
  'docker',
  'python3',
];

const separator = '\x1e';

/**
 * A folder of programs for a PATH of its own: git, which is recorded and then is the real git, and nothing else that
 * works. What git starts itself is not recorded: it finds its own programs first.
 */
export class CommandShims {
  readonly folder: string;
  readonly #log: string;

  constructor(folder: string) {
    this.folder = folder;
    this.#log = join(folder, 'started');
    mkdirSync(folder, { recursive: true });
    const record = (name: string) => `#!/bin/sh\nprintf '${name} %s\\036' "$*" >> '${this.#log}'\n`;
    this.#write('git', `${record('git')}exec '${programOnPath('git')}' "$@"\n`);
    for (const name of absent) this.#write(name, `${record(name)}exit 127\n`);
  }

  /** The command lines since the last call, in the order in which they were started. */
  take(): string[] {
    if (!existsSync(this.#log)) return [];
    const started = readFileSync(this.#log, 'utf8').split(separator);
    rmSync(this.#log);
    return started.filter((line) => line !== '');
  }

  #write(name: string, script: string): void {
    writeFileSync(join(this.folder, name), script);
    chmodSync(join(this.folder, name), 0o755);
  }
}

export interface Started {
  git: number;
  /** Anything else. */
  other: string[];
}

export function countStarted(commandLines: readonly string[]): Started {
  const other = commandLines.filter((line) => !line.startsWith('git '));
  return { git: commandLines.length - other.length, other };
}

function programOnPath(name: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} is not on PATH; the bench needs it`);
  return found;
}
