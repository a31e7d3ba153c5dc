import { expect, it } from 'vitest';
import { type Report, reportText } from '../build/report.ts';
import type { Result } from '../build/results.ts';

const result = (contestant: Result['contestant'], distance: Result['distance'], median: number): Result => ({
  ...{ distance, case: 'unchanged', contestant, time: { median, minimum: median - 10, runs: 5 } },
  ...{ dockerCalls: 2, requests: { all: 51, perImage: 26 } },
});

const report: Report = {
  date: '2026-11-23',
  machine: {
    ...{ cores: 2, cpu: 'AMD EPYC', memoryGiB: 24, kernel: '6.18' },
    ...{ node: '24.1.0', git: '2.39.5', loadBefore: 0.4 },
  },
  docker: 'buildx v0.38.2, BuildKit v0.34.2',
  results: [
    result('workaday', 'at hand', 200),
    result('the glue', 'at hand', 650),
    result('workaday', '50 ms away', 500),
  ],
  bundle: { bytes: 1, foreign: [] },
  ...{ filesLeft: 0, wrong: ['round 1: built web'], unserved: ['web:1.0.0 is HTTP 404'] },
  goals: [{ name: 'bundle bytes', value: 1, goal: '≤ 2', met: true }],
};

it('shows where and when, the goals, what went wrong, and each contestant beside ours', () => {
  const text = reportText(report);
  expect(text).toMatch(/^## build\n\n2026-11-23 on 2 cores .*; buildx v0.38.2, BuildKit v0.34.2\n/);
  expect(text).toMatch(/\| bundle bytes +\| +1 \|/);
  expect(text).toContain('- round 1: built web\n- web:1.0.0 is HTTP 404');
  expect(text).toMatch(
    /\| at hand +\| unchanged +\| the glue +\| +650 ms \| +640 ms \| +5 \| +3.25 \| +2 \| +– \|/,
  );
  expect(text).toMatch(/\| 50 ms away +\| unchanged +\| workaday +\| .* 1.00 \| +2 \| +51 \|/);
});

it('says nothing of errors when there are none', () => {
  expect(reportText({ ...report, wrong: [], unserved: [] })).not.toContain('\n- round');
});
