import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, Failure } from '@workaday/core';
import { onTestFinished } from 'vitest';

export const start = Date.parse('2026-11-23T12:00:00Z');
/** Stands until a test sets it, in seconds after `start`. */
export function handClock(): Clock & { at: (seconds: number) => void } {
  let now = start;
  return {
    now: () => now,
    at: (seconds) => {
      now = start + seconds * 1000;
    },
    wait: async () => undefined,
  };
}
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'credential-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

export async function partsOf(promise: Promise<unknown>) {
  const thrown = await promise.catch((error: unknown) => error);
  if (!(thrown instanceof Failure)) throw new Error('no Failure', { cause: thrown });
  return thrown.parts;
}
