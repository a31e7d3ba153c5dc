import { resolveFreeze, resolveSmoke } from '@workaday/core';
import type { Evidence, Round } from '@workaday/probe';
import { judge, releaseRule } from '@workaday/probe';
import { expect, test } from 'vitest';
import { contract } from '../src/contract.ts';
import type { Judged } from '../src/judge-release.ts';
import { keptReport, rollbackReport, verifiedReport } from '../src/report.ts';
import type { Setting } from '../src/setting.ts';
import { answerReport, dryRunReport, supersededReport } from '../src/settled-report.ts';
import type { Undone } from '../src/undo.ts';
import { kindOf } from '../src/undo.ts';
import { releaseWith } from './release.ts';

const setting: Setting = {
  place: { namespace: 'shop', app: 'shop', environment: 'production' },
  url: undefined,
  checks: [],
  defaultChecks: true,
  control: [],
  smoke: resolveSmoke({}),
  release: undefined,
  freeze: resolveFreeze({}),
};
const release = releaseWith({ number: 4, version: '1.5.0' });
const hostile = '</td>@octocat ::error::x `|` [a](https://evil.example)';

function judgedWith(kind: 'pass' | 'assertion', count: number, got = hostile): Judged {
  const failure = kind === 'pass' ? {} : { expected: 'status 200', got };
  const failed = kind === 'pass' ? 0 : 5;
  const rounds = Array.from(
    { length: count },
    (_, index): Round => ({
      number: index + 1,
      at: index * 5000,
      vantages: [
        { vantage: 'outside', abstains: 'no URL', observations: [] },
        {
          vantage: 'inside',
          observations: [
            { check: 'GET /', class: kind, target: 'web-1', ms: 4, asked: 5, failed, ...failure },
          ],
        },
      ],
    }),
  );
  const evidence: Evidence = {
    format: 2,
    release: 4,
    rule: releaseRule,
    checks: ['GET /'],
    brokenBefore: [],
    rounds,
  };
  return { kind: 'judged', evidence, judgement: judge(evidence), findings: [], pods: [] };
}

const undone = (
  kind: Exclude<Undone['kind'], 'nothing-to-restore'>,
): Exclude<Undone, { kind: 'nothing-to-restore' }> => ({
  kind,
  release: releaseWith({ number: 3, version: '1.4.2' }),
  message: 'release 3 (1.4.2) is restored',
  took: 9000,
  evidence: undefined,
  cause: 'bad-answers',
});

test('a verified release', () => {
  const report = verifiedReport(setting, release, judgedWith('pass', 12));
  expect(report).toMatchObject({ outcome: 'verified', reason: 'ok', outputs: { verdict: 'keep' } });
  expect(report.summary).toContain('| 1 | 0.0s | – | ✓ |');
  expect(report.summary).toContain('outside has no vote: no URL');
});

test('a rollback shows the exact assertion and what serves again; a response is never markup', () => {
  const judged = judgedWith('assertion', 37);
  const report = rollbackReport(setting, release, { judged, diagnosis: 'boom', undone: undone('restored') });
  expect(report).toMatchObject({
    outcome: 'rolled-back',
    reason: 'bad-answers',
    outputs: { verdict: 'rollback', 'restored-release': '3' },
  });
  expect(report.annotations?.[0]?.message).toContain('GET / at web-1: expected status 200, got');
  expect(report.summary).toContain('`status 200`');
  expect(report.summary).toContain('| ``</td>@octocat ::error::x `\\|` [a](https://evil.example)`` |');
  expect(judge(JSON.parse(report.outputs.evidence ?? ''))).toEqual(judged.judgement);
});

test.each(['restore-failed', 'restored-bad', 'restored-unproven'] as const)(
  '%s is a failed rollback',
  (kind) => {
    const report = rollbackReport(setting, release, {
      judged: undefined,
      diagnosis: '',
      undone: undone(kind),
    });
    expect(report).toMatchObject({
      outcome: 'rollback-failed',
      reason: kind,
      outputs: { 'restored-release': '' },
    });
  },
);

test.each([
  ['kept-as-asked', 'failed', 'rollback', 'error'],
  ['nothing-to-restore', 'failed', 'rollback', 'error'],
  ['rollback-unsafe', 'failed', 'rollback', 'error'],
] as const)('%s ends red', (why, outcome, verdict, level) => {
  const report = keptReport(setting, release, { judged: judgedWith('assertion', 37), diagnosis: '', why });
  expect(report).toMatchObject({ outcome, reason: why, outputs: { verdict }, annotations: [{ level }] });
});

test('a rollback shows the rounds and how the evidence grew', () => {
  const judged = judgedWith('assertion', 37);
  const { summary } = rollbackReport(setting, release, { judged, diagnosis: '', undone: undone('restored') });
  expect(summary).toContain(`| inside | ${'🟥'.repeat(37)} |`);
  expect(summary).toContain('Evidence against `GET /` (blue: inside, grey: what it takes):');
  expect(summary).toMatch(/```mermaid\n%%\{init: .*\}%%\nxychart-beta\n {2}x-axis "seconds" \[0, 5, 10/);
});

test('a good release has no chart, for there is nothing to see', () => {
  expect(verifiedReport(setting, release, judgedWith('pass', 12)).summary).not.toContain('mermaid');
});

test('no verdict ends red when the release is to be held', () => {
  const report = keptReport(setting, release, { judged: judgedWith('pass', 2), diagnosis: '', why: 'held' });
  expect(report).toMatchObject({
    outcome: 'failed',
    reason: 'held',
    outputs: { verdict: 'inconclusive' },
    annotations: [{ level: 'error' }],
  });
});

test('no verdict ends green with a warning', () => {
  const judged = {
    ...judgedWith('pass', 2),
    judgement: { verdict: 'inconclusive', reason: 'no-votes', message: 'm' },
  } as const;
  const report = keptReport(setting, release, { judged, diagnosis: '', why: 'unproven' });
  expect(report).toMatchObject({
    outcome: 'unproven',
    reason: 'no-votes',
    outputs: { verdict: 'inconclusive' },
    annotations: [{ level: 'warning' }],
  });
  expect(contract.outcomes.unproven.ok).toBe(true);
});

test.each([
  ['verified', 'verified', 'keep', ''],
  ['unproven', 'unproven', 'inconclusive', ''],
  ['failed', 'failed', 'rollback', ''],
  ['rolled-back', 'rolled-back', 'rollback', '3'],
  ['rollback-failed', 'rollback-failed', 'rollback', ''],
] as const)('asked again, a %s release answers as the ledger has it', (state, outcome, verdict, restored) => {
  const report = answerReport(setting, releaseWith({ state, restored: 3 }));
  expect(report).toMatchObject({
    outcome,
    reason: 'already-settled',
    outputs: { verdict, 'restored-release': restored },
  });
});

test('a superseded release is nobody’s failure', () => {
  expect(answerReport(setting, releaseWith({ state: 'superseded' }))).toMatchObject({ reason: 'superseded' });
  expect(supersededReport(setting, release, 5).message).toContain('release 5');
});

test('a dry run says the verdict and claims nothing', () => {
  expect(dryRunReport(setting, release, judgedWith('assertion', 37))).toMatchObject({
    outcome: 'unproven',
    reason: 'dry-run',
    outputs: { verdict: 'rollback' },
  });
});

test.each([
  ['keep', 'clean', 'restored'],
  ['inconclusive', 'broken-before', 'restored'],
  ['rollback', 'bad-answers', 'restored-bad'],
  ['inconclusive', 'vantages-disagree', 'restored-unproven'],
  ['inconclusive', 'no-votes', 'restored-unproven'],
] as const)('asking a restored release: %s (%s) is %s', (verdict, reason, kind) => {
  expect(kindOf({ verdict, reason, message: '' })).toBe(kind);
});
