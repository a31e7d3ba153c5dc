import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrivateFolder } from '../ports.ts';

/** Makes a folder with mode 0700. It goes with `remove`, and when the run is cancelled by a signal. */
export async function nodePrivateFolder(): Promise<PrivateFolder> {
  const path = await mkdtemp(join(process.env['RUNNER_TEMP'] || tmpdir(), 'workaday-'));
  const onSignal = (signal: NodeJS.Signals) => {
    rmSync(path, { recursive: true, force: true });
    process.off(signal, onSignal).kill(process.pid, signal);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    path,
    write: async (name, content) => {
      await writeFile(join(path, name), content, { mode: 0o600, flag: 'wx' });
      return join(path, name);
    },
    link: (name, target) => symlink(target, join(path, name)),
    readText: async (name) => {
      try {
        return await readFile(join(path, name), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    remove: async () => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      await rm(path, { recursive: true, force: true });
    },
  };
}
