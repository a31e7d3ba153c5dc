import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { type Counts, noTests } from './counts.ts';

type Unhandled = Parameters<NonNullable<Reporter['onTestRunEnd']>>[1];

/** Writes the counts of a vitest run to the file that WORKADAY_TEST_COUNTS names, and the tests that failed. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: Unhandled): void {
    const file = process.env.WORKADAY_TEST_COUNTS;
    if (file === undefined) throw new Error('WORKADAY_TEST_COUNTS names no file to write the counts to');
    writeFileSync(file, JSON.stringify(countModules(modules, unhandled.length)));
  }
}

/** Counts tests; a module or suite that failed without a failed test in it, and an unhandled error, count as failed. */
export function countModules(modules: readonly TestModule[], unhandled: number): Counts {
  const counts = { ...noTests, failed: unhandled };
  for (const module of modules) {
    const own = { ...noTests };
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      own[state === 'pending' ? 'failed' : state] += 1;
    }
    const suites = [...module.children.allSuites()];
    const errors = module.errors().length + suites.reduce((sum, suite) => sum + suite.errors().length, 0);
    if (errors > 0 || (module.state() === 'failed' && own.failed === 0)) own.failed += Math.max(1, errors);
    counts.passed += own.passed;
    counts.failed += own.failed;
    counts.skipped += own.skipped;
  }
  return counts;
}
