import { readInputs, resolveSmoke } from '@workaday/core';
import type { Release } from '@workaday/kubernetes';
import { type AskedRelease, type Evidence, judge, ruleForRestored } from '@workaday/probe';
import { expect, test } from 'vitest';
import { contract } from '../src/contract.ts';
import { dryRunReport, failedReport, nothingReport, rolledBackReport } from '../src/report.ts';
import type { Job } from '../src/run.ts';

const hostile = 'empty</td>@octocat ::error::x';
const place = { namespace: 'shop', app: 'shop', environment: 'production' };
const release = (number: number): Release => ({
  number,
  state: 'verified',
  reason: 'ok',
  message: '',
  version: `1.${number}.0`,
  commit: `c0ffee${number}`.padEnd(40, '0'),
  images: {},
  by: 'ada',
  run: '',
  startedAt: '2026-01-01T00:00:00Z',
  objects: [],
  parts: 1,
});
const way = { from: release(4), to: release(3) };

function job(given: Record<string, string> = {}): Job {
  const all = { reason: hostile, 'github-token': 't', ...given };
  const env = Object.entries(all).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const inputs = readInputs(contract.inputs, Object.fromEntries(env));
  return { inputs, order: { by: 'tina', setting: { place } } } as unknown as Job;
}

function asked(failed: number): AskedRelease {
  const kind = failed > 0 ? ('assertion' as const) : ('pass' as const);
  const words = failed > 0 ? { expected: 'status 200', got: hostile } : {};
  const rounds = [1, 2, 3].map((number) => ({
    number,
    at: number * 5000,
    vantages: [
      {
        vantage: 'inside',
        observations: [{ check: 'GET /', class: kind, target: 'web-1', ms: 1, asked: 5, failed, ...words }],
      },
    ],
  }));
  const evidence: Evidence = {
    format: 2,
    release: 3,
    rule: ruleForRestored(resolveSmoke({})),
    checks: ['GET /'],
    brokenBefore: [],
    rounds,
  };
  return { evidence, judgement: judge(evidence) } as AskedRelease;
}

test('one that went well says what serves, what is frozen, and what comes next', () => {
  const ended = { proven: true, judged: '3 clean rounds in a row', took: 12_000, asked: asked(0) };
  const report = rolledBackReport(job(), way, ended);
  expect(report).toMatchObject({
    outcome: 'rolled-back',
    reason: 'ok',
    outputs: { release: '4', 'restored-release': '3' },
    annotations: [],
  });
  expect(report.summary).toContain('release 3 (1.3.0) serves again after 12s, tina went back from release 4');
  expect(report.summary).toContain('Merge a revert of c0ffee400000, which passes the freeze');
  expect(report.summary).not.toContain('</td>');
  expect(report.summary).not.toContain('@octocat');
  expect(rolledBackReport(job({ freeze: '0s' }), way, ended).summary).toContain('Nothing is frozen');
});

test('one that nothing could prove is green, with a warning', () => {
  const ended = { proven: false, judged: 'no vantage could ask', took: 1000, asked: asked(0) };
  expect(rolledBackReport(job(), way, ended)).toMatchObject({
    outcome: 'rolled-back',
    reason: 'unproven',
    annotations: [{ level: 'warning' }],
  });
});

test.each([
  ['restore-failed', 'could not be restored: gone'],
  ['restored-bad', 'is restored and fails too: gone'],
] as const)('%s calls a person, and shows what failed', (reason, said) => {
  const report = failedReport(job(), way, { reason, why: 'gone', asked: asked(5) });
  expect(report).toMatchObject({ outcome: 'rollback-failed', reason, annotations: [{ level: 'error' }] });
  expect(report.summary).toContain(said);
  expect(report.summary).toContain('A person is needed now');
  expect(report.summary).toContain('status 200');
  expect(report.summary).not.toContain('</td>');
});

test('nothing to do, and a dry run, say so', () => {
  expect(nothingReport(place, 'it is live')).toMatchObject({ outcome: 'nothing-to-do', reason: 'ok' });
  expect(dryRunReport(place, way)).toMatchObject({
    reason: 'dry-run',
    message: 'release 4 (1.4.0) would be rolled back to release 3 (1.3.0)',
  });
});
