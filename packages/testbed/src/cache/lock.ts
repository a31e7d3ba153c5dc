import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from '../process/identity.ts';

const errorCode = (error: unknown) => (error as NodeJS.ErrnoException).code;
let counter = 0;

/** Makes `file` appear complete or not at all: a reader never sees a lock without its owner. */
function claim(file: string): boolean {
  const draft = `${file}.${process.pid}.${counter++}`;
  writeFileSync(draft, JSON.stringify(identify(process.pid)));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

function readOwner(file: string): { text: string; owner: ProcessIdentity } | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return { text, owner: JSON.parse(text) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Takes a dead owner's lock away; if another process was faster, its new lock is put back. */
function evict(file: string, stale: string): void {
  const aside = `${file}.stale.${process.pid}.${counter++}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== stale) linkSync(aside, file);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Runs `work` while holding `file`, which names its owner. Waits for an owner that is alive, takes over from a dead one.
 * @param onWait told once when there is somebody to wait for
 */
export async function withLock<T>(
  file: string,
  onWait: (owner: ProcessIdentity) => void,
  work: () => Promise<T>,
): Promise<T> {
  let told = false;
  while (!claim(file)) {
    const held = readOwner(file);
    if (held && !isAlive(held.owner)) {
      evict(file, held.text);
    } else if (held) {
      if (!told) onWait(held.owner);
      told = true;
      // The owner may end without touching the file, so there is no event to wait for.
      await delay(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file);
  }
}
