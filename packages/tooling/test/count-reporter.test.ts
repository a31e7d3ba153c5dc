import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../src/repository.ts';
import type { RunRecord } from '../src/testing/count-reporter.ts';
import { countsOfRun } from '../src/testing/counts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(repositoryRoot, 'packages/tooling/node_modules/.count-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs vitest on one file of tests, as `npm test` does, and counts it. */
function counted(code: string) {
  writeFileSync(join(folder, 'it.test.ts'), `import { describe, expect, it } from 'vitest';\n${code}`);
  writeFileSync(join(folder, 'vitest.config.ts'), "export default { test: { include: ['*.test.ts'] } };\n");
  const file = join(folder, 'counts.json');
  const reporter = join(repositoryRoot, 'packages/tooling/src/testing/count-reporter.ts');
  const args = ['run', '--root', folder, '--exclude', 'none', '--reporter', reporter];
  const { status } = spawnSync(
    process.execPath,
    [join(repositoryRoot, 'node_modules/vitest/vitest.mjs'), ...args],
    { env: { ...process.env, WORKADAY_TEST_COUNTS: file, VITEST: '' }, encoding: 'utf8' },
  );
  const told: RunRecord = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  return { ...countsOfRun(told?.counts, status ?? 1), failures: told?.failures };
}

describe('the count of a run', { timeout: 60_000 }, () => {
  it.each([
    ['passes and skips', "it('a', () => {}); it.skip('b', () => {});", { passed: 1, failed: 0, skipped: 1 }],
    [
      'failures',
      "it('a', () => {}); it('b', () => expect(1).toBe(2));",
      { passed: 1, failed: 1, skipped: 0 },
    ],
    ['a file that does not load', "import './missing.ts';", { passed: 0, failed: 1, skipped: 0 }],
    ['a file without tests', '', { passed: 0, failed: 1, skipped: 0 }],
    [
      'an error outside of tests',
      "it('a', async () => { Promise.reject(new Error('lost')); await new Promise((done) => setTimeout(done, 50)); });",
      { passed: 1, failed: 1, skipped: 0 },
    ],
    [
      'a worker that dies: its test and the loss',
      "it('a', () => { process.kill(process.pid, 'SIGKILL'); });",
      { passed: 0, failed: 2, skipped: 0 },
    ],
  ])('sees %s', (_, code, expected) => {
    expect(counted(code)).toMatchObject(expected);
  });

  it('names what failed, and why', () => {
    const { failures } = counted(
      "describe('a', () => { it('b', () => expect(1).toBe(2)); it('c', () => {}); });\nPromise.reject(new Error('lost'));",
    );
    expect(failures).toHaveLength(2);
    expect(failures?.[0]).toMatchObject({
      name: 'it.test.ts › a > b',
      why: expect.stringContaining('expected 1 to be 2'),
    });
    expect(failures?.[1]).toMatchObject({ name: 'an error outside of tests', why: 'Error: lost' });
  });

  it('names a file that does not load', () => {
    const { failures } = counted("import './missing.ts';");
    expect(failures).toMatchObject([{ name: 'it.test.ts', why: expect.stringContaining('missing.ts') }]);
  });
});
