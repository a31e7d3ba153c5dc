import { expect, it } from 'vitest';
import type { FaultResult } from '../deploy/fault-results.ts';
import { type Report, reportText } from '../deploy/report.ts';

const result = (more: Partial<FaultResult>): FaultResult => ({
  ...{
    fault: 'crash',
    definite: true,
    contestant: 'workaday',
    refused: false,
    seen: 1,
    exitCode: 1,
    took: 4,
  },
  named: { ever: true, afterStart: 1.5, afterFault: 0.5, line: 'exit code `7`' },
  ...more,
});

const report: Report = {
  date: '2026-11-23',
  machine: {
    ...{ cores: 2, cpu: 'AMD EPYC', memoryGiB: 24, kernel: '6.18' },
    ...{ node: '24.1.0', git: '2.39.5', loadBefore: 0.4 },
  },
  versions: 'kubectl v1.36.3, Helm v4.3.1',
  cap: 120,
  good: [
    { contestant: 'workaday', round: 1, milliseconds: 2400 },
    { contestant: 'kubectl', round: 1, milliseconds: 2000 },
  ],
  counted: [{ contestant: 'workaday', requests: 40, connections: 1, said: { requests: 39, connections: 1 } }],
  faults: [
    result({ verdict: 1.25, patched: 0.1, serving: 3, outcome: 'rolled-back (crash)' }),
    result({ contestant: 'kubectl', named: { ever: false, afterStart: 121, afterFault: 120 }, took: 121 }),
    result({ fault: 'bad probe', definite: false, refused: true, outcome: 'refused (quota)' }),
  ],
  bundle: { bytes: 1 },
  start: 140,
  goals: [{ name: 'bundle bytes', value: 1, goal: '≤ 2', met: true }],
};

it('shows where and when, the goals, and every contestant', () => {
  const text = reportText(report);
  expect(text).toMatch(/^## deploy\n\n2026-11-23 on 2 cores .*; kubectl v1.36.3, Helm v4.3.1\n/);
  expect(text).toMatch(/\| bundle bytes +\| +1 \|/);
  expect(text).toMatch(/\| workaday +\| 2400 ms .* 39 over 1 +\|/);
  expect(text).toMatch(/\| kubectl +\| 2000 ms \| .* 0.40 s \|/);
  expect(text).toContain('a patience of 120 s');
});

it('shows what is a lower bound, what was refused, and what does not serve', () => {
  const text = reportText(report);
  expect(text).toMatch(
    /\| crash +\| kubectl +\| .*never, 120.0 s \| ≥ 240.0 .* NOT AGAIN +\| .* exit code 1 /,
  );
  expect(text).toMatch(/\| bad probe \(suspicious\) \| workaday .* never stopped /);
  expect(text).toContain("- crash, workaday: `exit code '7'`");
  expect(text).not.toContain('- crash, kubectl');
});
