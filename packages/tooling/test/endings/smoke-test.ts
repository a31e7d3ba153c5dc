import { Failure, resolveSmoke } from '@workaday/core';
import type { Release } from '@workaday/kubernetes';
import { type Evidence, judge, releaseRule } from '@workaday/probe';
import { contract } from '../../../../actions/smoke-test/src/contract.ts';
import type { Judged } from '../../../../actions/smoke-test/src/judge-release.ts';
import { keptReport, rollbackReport, verifiedReport } from '../../../../actions/smoke-test/src/report.ts';
import type { Setting } from '../../../../actions/smoke-test/src/setting.ts';
import {
  answerReport,
  dryRunReport,
  supersededReport,
} from '../../../../actions/smoke-test/src/settled-report.ts';
import { precheckSummary, skippedSummary } from '../../../../actions/smoke-test/src/summary.ts';
import { rowsOf, thrown } from './row.ts';
import { place, release } from './things.ts';

const setting: Setting = {
  ...{ place, url: undefined, checks: [], defaultChecks: true, control: [] },
  ...{ smoke: resolveSmoke({}), release: undefined, freeze: { after: 2, lasting: 0 } },
};
const evidence: Evidence = {
  ...{ format: 2, release: 4, rule: releaseRule, checks: ['GET /'], brokenBefore: [], rounds: [] },
};
const judged: Judged = { kind: 'judged', evidence, judgement: judge(evidence), findings: [], pods: [] };
const cause = judged.judgement.message;
const four = release(4, { state: 'pending' });
const kept = (why: Parameters<typeof keptReport>[2]['why']) =>
  keptReport(setting, four, { judged, diagnosis: '', why });
const undone = (kind: 'restored' | 'restored-bad') =>
  rollbackReport(setting, four, {
    ...{ judged, diagnosis: '' },
    undone: {
      ...{ kind, release: release(3), message: 'release 3 is back', took: 1000, evidence: undefined },
      cause: 'bad-answers',
    },
  });
const again = (state: Release['state']) => answerReport(setting, release(4, { state }));
const said = 'it answers badly';

export const smokeRows = rowsOf(contract, [
  {
    ...verifiedReport(setting, four, judged),
    case: 'verified',
    which: ': verified',
    why: cause,
    moves: 'it is live',
  },
  {
    ...kept('unproven'),
    case: 'unproven',
    which: ': unproven',
    why: cause,
    moves: 'The next good deploy replaces it',
  },
  { ...kept('held'), case: 'held', which: ': held', why: cause, moves: 'deploy again or roll back by hand' },
  {
    ...kept('kept-as-asked'),
    case: 'kept',
    which: 'bad, and kept',
    why: cause,
    moves: 'Deploy a repaired commit',
  },
  {
    ...{ ...kept('nothing-to-restore'), case: 'no way back', which: 'bad, and kept', why: cause },
    moves: 'Repair the app or the check and deploy again',
  },
  {
    ...{ ...kept('rollback-unsafe'), case: 'migrated', which: 'bad, and kept', why: cause },
    moves: 'Repair the app and deploy again',
  },
  {
    ...{ ...undone('restored'), case: 'undone', which: 'rolled back to release 3', why: cause },
    moves: 'Repair the cause and merge again',
  },
  {
    ...{ ...undone('restored-bad'), case: 'not undone', which: 'rollback failed', why: cause },
    moves: 'A person is needed now',
  },
  {
    ...{
      ...supersededReport(setting, four, 5),
      case: 'superseded',
      which: ': superseded',
      why: 'superseded by release 5',
    },
    moves: 'the run of the newer release says',
  },
  {
    ...again('verified'),
    case: 'verified before',
    which: 'verified already',
    why: said,
    moves: 'it was proven',
  },
  {
    ...again('unproven'),
    case: 'unproven before',
    which: 'unproven already',
    why: said,
    moves: 'Look whether it works',
  },
  {
    ...again('failed'),
    case: 'failed before',
    which: 'failed already',
    why: said,
    moves: 'Repair the cause',
  },
  {
    ...again('rolled-back'),
    case: 'undone before',
    which: 'rolled-back already',
    why: said,
    moves: 'Repair the cause',
  },
  {
    ...{
      ...again('rollback-failed'),
      case: 'not undone before',
      which: 'rollback-failed already',
      why: said,
    },
    moves: 'A person is needed now',
  },
  {
    ...again('superseded'),
    case: 'superseded before',
    which: ': superseded',
    why: 'a newer release',
    moves: 'the newer release says',
  },
  {
    ...dryRunReport(setting, four, judged),
    case: 'dry run',
    which: 'dry run',
    why: cause,
    moves: 'without \\`dry-run\\`',
  },
  {
    ...{ outcome: 'unproven', summary: precheckSummary(setting, evidence, 'GET / fails already') },
    ...{
      case: 'asked before',
      which: 'before the deploy',
      why: 'GET / fails already',
      moves: 'The deploy comes next',
    },
  },
  {
    ...{ outcome: 'unproven', summary: skippedSummary(setting, 'nothing runs') },
    ...{
      case: 'nothing before',
      which: 'before the deploy',
      why: 'nothing runs',
      moves: 'The deploy comes next',
    },
  },
  {
    ...thrown(
      contract,
      new Failure({ reason: 'no-release', what: 'there is no release 4', next: 'Deploy first.' }),
    ),
    ...{
      case: 'no release',
      which: 'failed (no-release)',
      why: 'there is no release 4',
      moves: 'Deploy first',
    },
  },
]);
