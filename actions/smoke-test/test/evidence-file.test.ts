import { type Evidence, releaseRule } from '@workaday/probe';
import { expect, test } from 'vitest';
import type { SmokeReport } from '../src/contract.ts';
import { withEvidenceFile } from '../src/evidence-file.ts';

const evidence: Evidence = {
  format: 2,
  release: 7,
  rule: releaseRule,
  checks: ['GET /'],
  brokenBefore: [],
  rounds: [],
};
const report: SmokeReport = {
  outcome: 'verified',
  reason: 'ok',
  message: '',
  outputs: { verdict: 'keep' },
  summary: '',
};

function ports(keep: (name: string, text: string) => Promise<string>) {
  const said: string[] = [];
  const log = {
    line: (text: string) => said.push(text),
    group: <T>(_title: string, work: () => Promise<T>) => work(),
  };
  return { keep, log, said };
}

test('all that was seen is in a file, whose path is an output', async () => {
  const kept: string[] = [];
  const given = ports(async (name, text) => {
    kept.push(name, text);
    return `/tmp/${name}`;
  });
  expect(await withEvidenceFile(given, { phase: 'after' }, evidence, report)).toEqual({
    ...report,
    outputs: { verdict: 'keep', 'evidence-file': '/tmp/smoke-test-after-release-7.json' },
  });
  expect(JSON.parse(kept[1] ?? '')).toEqual(evidence);
});

test('a disk that is full costs the file, which is said, and never the report of what was decided', async () => {
  const given = ports(() => Promise.reject(new Error('ENOSPC: no space left on device')));
  expect(await withEvidenceFile(given, { phase: 'after' }, evidence, report)).toEqual(report);
  expect(given.said).toEqual(['the evidence could not be kept in a file: ENOSPC: no space left on device']);
});
