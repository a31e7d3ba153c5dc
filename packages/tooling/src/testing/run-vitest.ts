import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from './count-reporter.ts';
import { type Counts, countsOfRun, noTests } from './counts.ts';
import { runStep } from './run-step.ts';

/** Tests on the testbed mostly wait, for rollouts, rounds and leases: more of them than cores run side by side. */
const workers: Readonly<Record<string, number>> = { unit: 2, testbed: 4 };

/** Runs one vitest project and counts it; whatever keeps vitest from counting is a failure, and none goes unnamed. */
export async function runVitest(
  root: string,
  project: string,
  filters: readonly string[],
): Promise<RunRecord> {
  const folder = mkdtempSync(join(tmpdir(), 'workaday-test-'));
  const file = join(folder, 'counts.json');
  const reporter = join(root, 'packages/tooling/src/testing/count-reporter.ts');
  const filterFlags = filters.length === 0 ? [] : ['--passWithNoTests'];
  try {
    const { exitCode } = await runStep(
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
    const told = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RunRecord) : undefined;
    const matchedNothing = filters.length > 0 && exitCode === 0 && total(told?.counts) === 0;
    if (matchedNothing) return { counts: noTests, failures: [] };
    const counts = countsOfRun(told?.counts, exitCode);
    const { failures = [] } = told ?? {};
    const unnamed = {
      name: `${project} tests`,
      why: `vitest ended with exit code ${exitCode}; its output says why`,
    };
    return { counts, failures: counts.failed > 0 && failures.length === 0 ? [unnamed] : failures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function total(counts: Counts | undefined): number {
  return counts === undefined ? 0 : counts.passed + counts.failed + counts.skipped;
}
