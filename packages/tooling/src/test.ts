// npm test [-- --unit] [FILTER…]: lint, types, generated files, unit tests, then the tests that need the testbed.
// The last line is `N passed, N failed`; each step that is no test run counts as one test.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatDuration } from '@workaday/core';
import { repositoryRoot as root } from './repository.ts';
import { addCounts, type Counts, countsLine, exitCodeOf, noTests } from './testing/counts.ts';
import { type FailedTest, failedStep, recap } from './testing/failures.ts';
import { runStep, type Step } from './testing/run-step.ts';
import { runVitest } from './testing/run-vitest.ts';

const { values, positionals: filters } = parseArgs({
  options: { unit: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const tool = (name: string) => join(root, 'node_modules/.bin', name);
const checks: readonly Step[] = [
  {
    name: 'format and lint',
    program: tool('biome'),
    args: ['check', '--colors=off', '--error-on-warnings', '.'],
  },
  {
    name: 'types',
    program: tool('turbo'),
    args: ['run', 'types', '--continue', '--output-logs=errors-only', '--ui=stream'],
    env: { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  },
  {
    name: 'generated files',
    program: process.execPath,
    args: [join(root, 'packages/tooling/src/readme-tables.ts'), '--check'],
  },
];

const start = Date.now();
let counts: Counts = noTests;
const failures: FailedTest[] = [];
for (const step of filters.length === 0 ? checks : []) {
  const { exitCode, said } = await runStep({ ...step, keepsOutput: true }, root);
  counts = addCounts(counts, { ...noTests, [exitCode === 0 ? 'passed' : 'failed']: 1 });
  if (exitCode !== 0) failures.push(failedStep(step.name, said));
}
for (const project of values.unit ? ['unit'] : ['unit', 'testbed']) {
  const record = await runVitest(root, project, filters);
  counts = addCounts(counts, record.counts);
  failures.push(...record.failures);
}
if (failures.length > 0) console.log(recap(failures));
console.log(`\ntook ${formatDuration(Date.now() - start)}`);
console.log(countsLine(counts));
process.exitCode = exitCodeOf(counts);
