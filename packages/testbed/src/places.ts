import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Allotment, allot, freeNumber } from './allotment.ts';
import { withLock } from './cache/lock.ts';
import { restoreMachine, saveMachine } from './machine-before.ts';
import { routes } from './network.ts';
import { identify } from './process/identity.ts';
import type { Progress } from './progress.ts';
import { removeTestbed } from './remove.ts';
import { isAbandoned, knownNumbers, readState, stateFolder, writeState } from './state.ts';

function locked<T>(base: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  mkdirSync(base, { recursive: true, mode: 0o700 });
  const waiting = ({ pid }: { pid: number }) =>
    progress(`process ${pid} is taking or giving back a testbed, waiting`);
  return withLock(join(base, 'lock'), waiting, work);
}

async function removeAbandoned(base: string, progress: Progress): Promise<void> {
  for (const number of knownNumbers(base)) {
    if (!isAbandoned(readState(base, number))) continue;
    progress(`testbed ${number} was left by a process that is gone: removing what it left`);
    await removeTestbed(base, allot(number, base));
  }
}

/** Cleans up after crashed testbeds, and takes a free number; it belongs to this process for now. */
export function takePlace(progress: Progress): Promise<Allotment> {
  const base = stateFolder;
  return locked(base, progress, async () => {
    await removeAbandoned(base, progress);
    const number = freeNumber(knownNumbers(base), await routes());
    saveMachine(base);
    const own = allot(number, base);
    mkdirSync(own.dir, { mode: 0o700 });
    rmSync(own.logs, { recursive: true, force: true });
    writeState(base, {
      number,
      owner: identify(process.pid) ?? null,
      startedAt: new Date().toISOString(),
      parts: [],
    });
    return own;
  });
}

/** Ends a testbed and gives its number back; the logs of one that failed are kept until the number is used again. */
export function givePlaceBack(
  number: number,
  progress: Progress,
  logs: 'keep' | 'remove' = 'remove',
): Promise<void> {
  const base = stateFolder;
  return locked(base, progress, async () => {
    await removeTestbed(base, allot(number, base), logs);
    if (knownNumbers(base).length === 0) restoreMachine(base);
  });
}
