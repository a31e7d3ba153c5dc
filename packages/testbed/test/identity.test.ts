import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { identify, isAlive, parseStat } from '../src/process/identity.ts';

const rest = 'S 1 2 3 0 -1 4 0 0 0 0 1 2 0 0 20 0 1 0 777 8 9';

test.each([
  ['a plain name', `12 (etcd) ${rest}`],
  ['a name with spaces and parentheses', `12 (a) (b c) ${rest}`],
])('reads state and start time after %s', (_name, stat) => {
  expect(parseStat(stat)).toEqual({ state: 'S', startTime: 777 });
});

test('a process is alive until it ends, and a later one with its id is another', async () => {
  const child = spawn('sleep', ['100']);
  const identity = identify(child.pid ?? 0);
  if (!identity) throw new Error('sleep did not start');
  expect(isAlive(identity)).toBe(true);
  expect(isAlive({ ...identity, startTime: identity.startTime - 1 })).toBe(false);
  expect(isAlive({ ...identity, bootId: 'of another boot' })).toBe(false);
  child.kill();
  await once(child, 'exit');
  expect(isAlive(identity)).toBe(false);
});
