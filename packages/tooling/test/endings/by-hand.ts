import { defaultRights, Failure, requireRight, resolveSmoke } from '@workaday/core';
import { type Evidence, judge, ruleForRestored } from '@workaday/probe';
import { contract as lockContract } from '../../../../actions/lock/src/contract.ts';
import { lockSentence, locksSummary } from '../../../../actions/lock/src/summary.ts';
import { contract } from '../../../../actions/rollback/src/contract.ts';
import {
  dryRunReport,
  failedReport,
  nothingReport,
  rolledBackReport,
} from '../../../../actions/rollback/src/report.ts';
import { failureOf, rowsOf, thrown } from './row.ts';
import { lock, place, release } from './things.ts';

const way = { from: release(4), to: release(3) };
const job = (freeze: number) =>
  ({
    inputs: { reason: 'the cart is empty', freeze },
    order: { by: 'tina', setting: { place } },
  }) as unknown as Parameters<typeof failedReport>[0];
const evidence: Evidence = {
  ...{ format: 2, release: 3, rule: ruleForRestored(resolveSmoke({})), checks: ['GET /'] },
  ...{ brokenBefore: [], rounds: [] },
};
const asked = { evidence, judgement: judge(evidence) } as unknown as NonNullable<
  Parameters<typeof failedReport>[2]['asked']
>;
const ended = { proven: true, judged: 'three clean rounds', took: 1000, asked };
const notAllowed = failureOf(() =>
  requireRight(defaultRights, 'rollback', { login: 'rob', role: 'read' }, 'production'),
);
const failed = (reason: 'restore-failed' | 'restored-bad') =>
  failedReport(job(1), way, { reason, why: 'no answer', asked: undefined });

export const rollbackRows = rowsOf(contract, [
  {
    ...rolledBackReport(job(3_600_000), way, ended),
    ...{
      case: 'frozen',
      which: 'rolled back to release 3',
      why: 'the cart is empty',
      moves: 'Merge a revert of 444444444444',
    },
  },
  {
    ...rolledBackReport(job(0), way, ended),
    ...{
      case: 'not frozen',
      which: 'rolled back to release 3',
      why: 'the cart is empty',
      moves: 'Nothing is frozen',
    },
  },
  {
    ...nothingReport(place, 'release 3 is what is live'),
    ...{
      case: 'needless',
      which: 'nothing to do',
      why: 'release 3 is what is live',
      moves: 'start the form again',
    },
  },
  {
    ...dryRunReport(place, way),
    ...{ case: 'planned', which: 'dry run', why: 'would be rolled back', moves: 'without `dry-run` does it' },
  },
  {
    ...failed('restore-failed'),
    case: 'not restored',
    which: 'rollback failed',
    why: 'could not be restored: no answer',
    moves: 'A person is needed now',
  },
  {
    ...failed('restored-bad'),
    case: 'bad, too',
    which: 'rollback failed',
    why: 'is restored and fails too: no answer',
    moves: 'A person is needed now',
  },
  {
    ...thrown(contract, notAllowed),
    ...{ case: 'not allowed', which: 'refused (not-allowed)', why: 'rob', moves: 'Ask one of them' },
  },
  {
    ...thrown(
      contract,
      new Failure({ reason: 'locked', what: 'run 7 holds the lease', next: 'Run this again.' }),
    ),
    ...{ case: 'no lease', which: 'failed (locked)', why: 'run 7 holds the lease', moves: 'Run this again' },
  },
]);

const told = (outcome: string, message: string, locks = [lock]) => ({
  ...{ outcome, summary: locksSummary(place, { outcome, message }, locks) },
});

export const lockRows = rowsOf(lockContract, [
  {
    ...told('locked', lockSentence(lock)),
    ...{ case: 'locked', which: ': locked', why: 'stocktaking', moves: 'ends it with the command unlock' },
  },
  {
    ...told('unlocked', 'opened: stocktaking', []),
    ...{
      case: 'unlocked',
      which: ': unlocked',
      why: 'opened: stocktaking',
      moves: 'when its run is run again',
    },
  },
  {
    ...told('held', lockSentence(lock)),
    ...{ case: 'held', which: ': held', why: 'stocktaking', moves: 'ends it with the command unlock' },
  },
  {
    ...thrown(lockContract, notAllowed),
    ...{ case: 'not allowed', which: 'refused (not-allowed)', why: 'rob', moves: 'Ask one of them' },
  },
  {
    ...thrown(
      lockContract,
      new Failure({ reason: 'bad-input', what: 'input reason is empty', next: 'Say why.' }),
    ),
    ...{ case: 'no reason', which: 'failed (bad-input)', why: 'input reason is empty', moves: 'Say why' },
  },
]);
