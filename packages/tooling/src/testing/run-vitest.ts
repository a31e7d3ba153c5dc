import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Counts, countsOfRun } from './counts.ts';
import { runStep } from './run-step.ts';

/** Tests on the testbed mostly wait, for rollouts, rounds and leases: more of them than cores run side by side. */
const workers: Readonly<Record<string, number>> = { unit: 2, testbed: 4 };

/** Runs one vitest project and counts it; whatever keeps vitest from counting is a failure. */
export async function runVitest(root: string, project: string, filters: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'workaday-test-'));
  const file = join(folder, 'counts.json');
  const reporter = join(root, 'packages/tooling/src/testing/count-reporter.ts');
  const filterFlags = filters.length === 0 ? [] : ['--passWithNoTests'];
  try {
    const exitCode = await runStep(
      {
        name: `${project} tests`,
        program: process.execPath,
        args: [
          join(root, 'node_modules/vitest/vitest.mjs'),
          ...['run', '--project', project, '--reporter', 'default', '--reporter', reporter],
          ...[`--maxWorkers=${workers[project] ?? 1}`, ...filterFlags, ...filters],
        ],
        env: { WORKADAY_TEST_COUNTS: file },
      },
      root,
    );
    const counted = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : undefined;
    const matchedNothing = filters.length > 0 && exitCode === 0 && total(counted) === 0;
    return matchedNothing ? { passed: 0, failed: 0, skipped: 0 } : countsOfRun(counted, exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function total(counts: Counts | undefined): number {
  return counts === undefined ? 0 : counts.passed + counts.failed + counts.skipped;
}
