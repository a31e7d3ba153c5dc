import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '@workaday/testbed';

const separator = '\x1e';

/** A folder for the front of a PATH: its `docker` writes down how it was called, and then is the real docker. */
export class DockerCalls {
  readonly path: string;
  readonly #log: string;

  private constructor(folder: string) {
    this.path = `${folder}${delimiter}${process.env.PATH ?? ''}`;
    this.#log = join(folder, 'calls');
  }

  static async in(folder: string): Promise<DockerCalls> {
    mkdirSync(folder, { recursive: true });
    const calls = new DockerCalls(folder);
    const docker = (await run('which', ['docker'])).trim();
    const shim = join(folder, 'docker');
    writeFileSync(shim, `#!/bin/sh\nprintf '%s\\036' "$*" >> '${calls.#log}'\nexec '${docker}' "$@"\n`);
    chmodSync(shim, 0o755);
    return calls;
  }

  /** The arguments of each call since the last time this was asked. */
  take(): string[] {
    if (!existsSync(this.#log)) return [];
    const calls = readFileSync(this.#log, 'utf8').split(separator);
    rmSync(this.#log);
    return calls.filter((call) => call !== '');
  }
}
