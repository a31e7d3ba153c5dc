import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { commandRunner } from '../src/node/run-command.ts';

const run = (code: string, more: { timeout?: number; env?: Record<string, string> } = {}) =>
  commandRunner(tmpdir(), { ...process.env, SECRET: 's3cret' })({
    argv: [process.execPath, '-e', code],
    timeout: 10_000,
    env: {},
    ...more,
  });

test.each([
  ['ends well', "console.log('fine')", { kind: 'exited', code: 0, said: 'fine' }],
  [
    'ends badly',
    "console.error('a'); console.error('no orders'); process.exit(3)",
    { kind: 'exited', code: 3, said: 'a no orders' },
  ],
  ['is killed', 'process.kill(process.pid)', { kind: 'exited', code: 1 }],
])('a command that %s', async (_name, code, expected) => {
  expect(await run(code)).toMatchObject(expected);
});

test('a command that does not end in time is ended, with its children', async () => {
  const code =
    "require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit' }); setInterval(() => {}, 1000)";
  expect(await run(code, { timeout: 300 })).toMatchObject({ kind: 'late' });
});

test('a program that is not there is said to be so', async () => {
  const asked = commandRunner(tmpdir(), process.env)({ argv: ['no-such-program'], timeout: 1000, env: {} });
  expect(await asked).toMatchObject({ kind: 'not-started', why: expect.stringContaining('no-such-program') });
});

test('it knows of the release what it is given, and nothing else of the environment', async () => {
  const seen = await run('console.log(Object.keys(process.env).sort().join())', {
    env: { WORKADAY_URL: 'x' },
  });
  expect(seen).toMatchObject({ said: 'HOME,PATH,WORKADAY_URL' });
});

test('no shell stands between', async () => {
  const asked = commandRunner(
    tmpdir(),
    process.env,
  )({ argv: ['echo', '$HOME; exit 1'], timeout: 1000, env: {} });
  expect(await asked).toMatchObject({ code: 0, said: '$HOME; exit 1' });
});
