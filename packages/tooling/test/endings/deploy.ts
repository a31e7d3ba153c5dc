import { Failure } from '@workaday/core';
import { coalesceReasons } from '../../../../actions/deploy/src/coalesce.ts';
import { contract } from '../../../../actions/deploy/src/contract.ts';
import type { Order } from '../../../../actions/deploy/src/facts.ts';
import { olderTagReport } from '../../../../actions/deploy/src/older-tag.ts';
import type { Ending, Fault } from '../../../../actions/deploy/src/outcome.ts';
import { faultEnding, supersededEnding } from '../../../../actions/deploy/src/outcome.ts';
import { stepAside } from '../../../../actions/deploy/src/step-aside.ts';
import { stopped } from '../../../../actions/deploy/src/stopped.ts';
import { endingSummary } from '../../../../actions/deploy/src/summary.ts';
import { rowsOf, thrown } from './row.ts';
import { lock, place, release } from './things.ts';

const fault: Fault = { reason: 'crash', message: 'Deployment/web: exit code 1', findings: [] };
const restored = {
  result: 'restored' as const,
  ...{ release: release(3), notRestored: [], took: 1000 },
};
const told = (ending: Ending) => ({ outcome: ending.outcome, summary: endingSummary(place, ending) });
const faulty = (restore: Parameters<typeof faultEnding>[2]) =>
  told(faultEnding(fault, { number: 4 }, restore));
const aside = stepAside(place, 'a'.repeat(40), {
  newest: { sha: 'b'.repeat(40), message: 'fix: x' },
  count: 1,
});
const [coalesced = ''] = Object.keys(coalesceReasons);

export const deployRows = rowsOf(contract, [
  {
    ...told({ outcome: 'deployed', reason: 'ok', message: 'release 4 runs completely' }),
    ...{
      case: 'deployed',
      which: ': deployed (ok)',
      why: 'release 4 runs completely',
      moves: 'A smoke test that follows',
    },
  },
  {
    ...told({ outcome: 'unchanged', reason: 'ok', message: 'release 4 is exactly this' }),
    ...{
      case: 'unchanged',
      which: ': unchanged (ok)',
      why: 'release 4 is exactly this',
      moves: 'the next merge that changes',
    },
  },
  {
    ...told(supersededEnding('release 5 has version 1.5.0, which is newer than 1.4.0')),
    ...{ case: 'superseded by a newer release', which: ': superseded (newer-release)' },
    ...{ why: 'release 5 has version 1.5.0', moves: 'its own run says what became of it' },
  },
  {
    ...olderTagReport({ place, identity: { version: '1.0.0' } } as Order, 'v1.0.0', release(4)),
    ...{ case: 'an older tag', which: 'not a deploy, but a rollback', why: 'is below `1.4.0`' },
    moves: 'The action rollback, for whoever has the right',
  },
  {
    ...{
      outcome: aside.outcome,
      summary: aside.summary,
      case: 'stepped aside',
      which: `: superseded (${coalesced})`,
    },
    ...{ why: '1 newer commit waits behind aaaaaaaaaaaa', moves: 'a second attempt does not step aside' },
  },
  {
    ...told({ outcome: 'refused', reason: 'known-bad', message: '1.4.0 was rolled back as release 2' }),
    ...{
      case: 'known to be bad',
      which: ': refused (known-bad)',
      why: 'was rolled back as release 2',
      moves: 'Merge a repair',
    },
  },
  {
    ...thrown(contract, stopped({ ...lock, kind: 'freeze', commit: 'c'.repeat(40) })),
    ...{ case: 'frozen', which: 'refused (frozen)', why: 'frozen by ada until', moves: 'Merge a revert' },
  },
  {
    ...thrown(contract, stopped(lock)),
    ...{
      case: 'locked',
      which: 'refused (locked)',
      why: 'locked by ada until',
      moves: 'Run this job again after',
    },
  },
  {
    ...thrown(
      contract,
      new Failure({ reason: 'cancelled', what: 'the run was cancelled', next: 'Run the job again.' }),
    ),
    ...{
      case: 'cancelled',
      which: 'failed (cancelled)',
      why: 'the run was cancelled',
      moves: 'Run the job again',
    },
  },
  {
    ...faulty(undefined),
    ...{
      case: 'kept',
      which: ': failed (crash)',
      why: 'exit code 1',
      moves: 'correct the cause and merge; nothing was undone',
    },
  },
  {
    ...faulty({ restore: restored, freeze: undefined }),
    ...{
      case: 'undone',
      which: ': rolled-back (crash)',
      why: 'exit code 1',
      moves: 'users are served by the restored',
    },
  },
  {
    ...faulty({
      restore: { result: 'failed', release: release(3), why: 'no answer', notRestored: [] },
      freeze: undefined,
    }),
    ...{
      case: 'not undone',
      which: ': rollback-failed (crash)',
      why: 'no answer',
      moves: 'a person looks at the namespace now',
    },
  },
]);
