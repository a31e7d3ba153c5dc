import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../src/cache/lock.ts';
import { identify } from '../src/process/identity.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workaday-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const silent = () => undefined;

/** A process that, holding the lock, reads a counter and writes it back raised by one, many times. */
const counting = (lock: string, counter: string) => `
  import { readFileSync, writeFileSync } from 'node:fs';
  import { setTimeout as delay } from 'node:timers/promises';
  import { withLock } from ${JSON.stringify(join(import.meta.dirname, '../src/cache/lock.ts'))};
  for (let i = 0; i < 5; i++) await withLock(${JSON.stringify(lock)}, () => {}, async () => {
    const count = Number(readFileSync(${JSON.stringify(counter)}, 'utf8'));
    await delay(2);
    writeFileSync(${JSON.stringify(counter)}, String(count + 1));
  });`;

test('processes exclude each other', async () => {
  const counter = join(folder, 'counter');
  writeFileSync(counter, '0');
  const script = counting(join(folder, 'lock'), counter);
  const children = [1, 2, 3, 4].map(() =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }),
  );
  const ends = await Promise.all(children.map((child) => once(child, 'exit')));
  expect(ends.map(([code]) => code)).toEqual([0, 0, 0, 0]);
  expect(readFileSync(counter, 'utf8')).toBe('20');
}, 60_000);

test("a dead owner's lock is taken over", async () => {
  const lock = join(folder, 'lock');
  const owner = spawn('sleep', ['100']);
  writeFileSync(lock, JSON.stringify(identify(owner.pid ?? 0)));
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  expect(await withLock(lock, silent, async () => 'mine')).toBe('mine');
});

test('who waits is told for whom, once', async () => {
  const lock = join(folder, 'lock');
  const owner = spawn('sleep', ['100']);
  writeFileSync(lock, JSON.stringify(identify(owner.pid ?? 0)));
  const told: number[] = [];
  await withLock(
    lock,
    ({ pid }) => {
      told.push(pid);
      owner.kill('SIGKILL');
    },
    async () => undefined,
  );
  expect(told).toEqual([owner.pid]);
});

test('the lock is free again after work that failed', async () => {
  const lock = join(folder, 'lock');
  const failing = withLock(lock, silent, () => Promise.reject(new Error('broken')));
  await expect(failing).rejects.toThrow('broken');
  expect(await withLock(lock, silent, async () => 'next')).toBe('next');
});
