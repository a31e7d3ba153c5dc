import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive, type ProcessIdentity } from '../src/process/identity.ts';
import { type Part, type PartHost, startPart } from '../src/process/part.ts';

let dir: string;
let started: ProcessIdentity[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'workaday-part-'));
  started = [];
});
afterEach(() => {
  for (const { pid, ...rest } of started) if (isAlive({ pid, ...rest })) process.kill(pid, 'SIGKILL');
  rmSync(dir, { recursive: true });
});

const host = (signal = new AbortController().signal): PartHost => ({
  dir,
  logs: join(dir, 'logs'),
  signal,
  cgroupFiles: [],
  progress: () => undefined,
  record: (_name, identity) => started.push(identity),
});
const shell = (script: string, more: Partial<Part> = {}): Part => ({
  name: 'thing',
  command: '/bin/sh',
  args: ['-c', script],
  ready: async () => false,
  ...more,
});

test('a part that ends early says so, with its log and its last 20 lines', async () => {
  const part = shell('for i in $(seq 1 30); do echo "line $i of the log"; done; exit 3');
  const message = await startPart(host(), part).then(String, String);
  expect(message).toContain(`thing ended before it was ready. Its log is ${dir}/logs/thing.log`);
  expect(message.split('\n').slice(1)).toEqual(
    Array.from({ length: 20 }, (_, i) => `  line ${i + 11} of the log`),
  );
});

test('a part that does not become ready in time says why not', async () => {
  const ready = () => Promise.reject(new Error('connection refused'));
  const part = shell('exec sleep 100', { ready, deadline: 0.2 });
  await expect(startPart(host(), part)).rejects.toThrow(
    'thing was not ready within 0.2 s: connection refused',
  );
});

test('a program that does not exist is named', async () => {
  const part = { ...shell(''), command: '/no/such/program' };
  await expect(startPart(host(), part)).rejects.toThrow(/thing ended.*no\/such\/program.*not found/s);
});

test('nothing is started for a testbed that is given up', async () => {
  const signal = AbortSignal.abort(new Error('given up'));
  await expect(startPart(host(signal), shell('exit 0'))).rejects.toThrow('given up');
  expect(started).toEqual([]);
});

test('a part that is ready goes on, apart from the process that started it', async () => {
  await startPart(host(), shell('exec sleep 100', { ready: async () => true }));
  expect(started.map((identity) => isAlive(identity))).toEqual([true]);
});
