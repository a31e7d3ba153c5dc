import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from '../progress.ts';
import { reportWhile } from '../progress.ts';
import { withLock } from './lock.ts';

/** `$WORKADAY_CACHE`, else `workaday` in `$XDG_CACHE_HOME` or `~/.cache`. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.WORKADAY_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'workaday');
}

/** A short hash of everything an entry is made from: any change makes another entry. */
export function entryKey(inputs: Record<string, string>): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(inputs).sort()) hash.update(JSON.stringify([name, inputs[name]]));
  return hash.digest('hex').slice(0, 16);
}

/**
 * The folder of a cache entry, built when it is missing. Two processes never build the same entry at once, and an
 * entry that exists is complete: it is built beside and moved into place.
 * @param build fills the folder it is given
 */
export async function cacheEntry(
  name: string,
  inputs: Record<string, string>,
  progress: Progress,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const cache = cacheFolder();
  const entry = join(cache, `${name}-${entryKey(inputs)}`);
  if (existsSync(entry)) return entry;
  mkdirSync(cache, { recursive: true });
  const waiting = ({ pid }: { pid: number }) => progress(`${name}: process ${pid} is making it, waiting`);
  await withLock(`${entry}.lock`, waiting, async () => {
    if (existsSync(entry)) return;
    const draft = mkdtempSync(join(cache, `.${name}-`));
    try {
      await reportWhile(progress, `making ${name} (once, kept in ${cache})`, () => build(draft));
      renameSync(draft, entry);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  });
  return entry;
}
