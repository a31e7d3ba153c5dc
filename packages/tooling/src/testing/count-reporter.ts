import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { type Counts, noTests } from './counts.ts';
import type { FailedTest } from './failures.ts';

type Unhandled = Parameters<NonNullable<Reporter['onTestRunEnd']>>[1];

/** What a run of vitest leaves behind. */
export interface RunRecord {
  counts: Counts;
  failures: readonly FailedTest[];
}

/** Writes the counts of a vitest run, and what failed in it, to the file that WORKADAY_TEST_COUNTS names. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: Unhandled): void {
    const file = process.env.WORKADAY_TEST_COUNTS;
    if (file === undefined) throw new Error('WORKADAY_TEST_COUNTS names no file to write the counts to');
    const lost = unhandled.map((error) => ({ name: 'an error outside of tests', why: textOf([error]) }));
    const record: RunRecord = {
      counts: countModules(modules, unhandled.length),
      failures: [...modules.flatMap(failuresOf), ...lost],
    };
    writeFileSync(file, JSON.stringify(record));
  }
}

/** Counts tests; a module or suite that failed without a failed test in it, and an unhandled error, count as failed. */
function countModules(modules: readonly TestModule[], unhandled: number): Counts {
  const counts = { ...noTests, failed: unhandled };
  for (const module of modules) {
    const own = { ...noTests };
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      own[state === 'pending' ? 'failed' : state] += 1;
    }
    const errors = suitesOf(module).reduce((sum, suite) => sum + suite.errors().length, 0);
    if (errors > 0 || (module.state() === 'failed' && own.failed === 0)) own.failed += Math.max(1, errors);
    counts.passed += own.passed;
    counts.failed += own.failed;
    counts.skipped += own.skipped;
  }
  return counts;
}

function failuresOf(module: TestModule): FailedTest[] {
  const file = module.relativeModuleId;
  const suites = suitesOf(module).filter((suite) => suite.errors().length > 0);
  const tests = [...module.children.allTests()].flatMap((test) => {
    const { state, errors = [] } = test.result();
    if (state !== 'failed' && state !== 'pending') return [];
    return [{ name: `${file} › ${test.fullName}`, why: textOf(errors) || 'it never ended' }];
  });
  const outside = suites.map((suite) => {
    const name = suite.type === 'suite' ? `${file} › ${suite.fullName}` : file;
    return { name, why: textOf(suite.errors()) };
  });
  if (tests.length + outside.length > 0 || module.state() !== 'failed') return [...tests, ...outside];
  return [{ name: file, why: 'it failed without a failed test' }];
}

function suitesOf(module: TestModule) {
  return [module, ...module.children.allSuites()];
}

function textOf(errors: readonly { message?: string; name?: string }[]): string {
  return errors.map(({ name = 'Error', message = '' }) => `${name}: ${message}`).join('\n');
}
