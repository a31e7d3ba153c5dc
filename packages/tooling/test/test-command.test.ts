import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../src/repository.ts';

/** Runs `npm test -- …` without npm; answers its last line and exit code. */
function npmTest(...args: string[]) {
  const command = join(repositoryRoot, 'packages/tooling/src/test.ts');
  const { stdout, status } = spawnSync(process.execPath, [command, ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, VITEST: '', CI: 'true' },
    encoding: 'utf8',
  });
  return { last: stdout.trimEnd().split('\n').at(-1), status };
}

it('ends with the counts alone on the last line', { timeout: 60_000 }, () => {
  expect(npmTest('packages/tooling/test/counts.test.ts')).toEqual({ last: '15 passed, 0 failed', status: 0 });
});

it('is red when a filter matches no test', { timeout: 60_000 }, () => {
  expect(npmTest('no-such-test')).toEqual({ last: '0 passed, 0 failed', status: 1 });
});
