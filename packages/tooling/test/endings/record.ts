import { Failure } from '@workaday/core';
import { accountOf } from '../../../../actions/record/src/account.ts';
import { contract } from '../../../../actions/record/src/contract.ts';
import type { EndingState } from '../../../../actions/record/src/ending.ts';
import type { Plan } from '../../../../actions/record/src/plan.ts';
import {
  type BackState,
  backStates,
  type GoingBack,
} from '../../../../actions/record/src/rollback/going-back.ts';
import { backSummary } from '../../../../actions/record/src/rollback/summary.ts';
import { recordSummary } from '../../../../actions/record/src/summary.ts';
import { ended, happening } from '../../../../actions/record/test/support/happening.ts';
import { rowsOf, thrown } from './row.ts';

const nothing: Plan = { deployment: undefined, undone: [], releases: [], issue: undefined };
const outcome = 'recorded';
const frozen = { ...happening, restoredRelease: '16', frozenUntil: '2026-11-24T12:00:00Z' };

/** State, reason, and the words that only this ending has. */
const deployments: readonly (readonly [EndingState, string, string, string])[] = [
  ['verified', 'ok', 'It runs, and was proven', 'the next merge goes the same way'],
  ['unchanged', 'ok', 'Exactly this runs already', 'the next merge goes the same way'],
  ['unproven', 'undecided', 'nothing could prove', 'The next good deploy replaces it'],
  ['unproven', 'superseded', 'A newer release took its place', 'the newer release’s own run'],
  ['unproven', 'no-verdict', 'no smoke test has judged it', 'Run the failed jobs again'],
  ['superseded', 'newer-release', 'A newer release is there already', 'the newer release’s own run'],
  ['stopped', 'failed in staging: crash', 'did not pass the environment before', 'it goes on from there'],
  ['superseded', 'coalesced', 'this run stepped aside', 'a second attempt does not step aside'],
  ['refused', 'frozen', 'The app was rolled back, and is frozen', 'Merge a revert of the bad commit'],
  ['superseded', 'older-tag', 'it asked for a rollback', 'may start its form'],
  ['refused', 'not-allowed', 'lacks the right', 'Someone with the right starts it'],
  ['refused', 'not-deployable', 'Only the default branch', 'Merge it into the default branch'],
  ['refused', 'locked', 'Someone locked the app', 'when the lock is over'],
  ['refused', 'known-bad', 'were rolled back before', 'Merge a repair'],
  ['refused', 'missing-right', 'It was not begun', 'Correct what the deploy names'],
  ['rolled-back', 'bad-answers', 'It was bad', 'Merge a fix or a revert'],
  ['rollback-failed', 'restored-bad', 'could not be restored', 'A person is needed now'],
  ['failed', 'crash', 'did not come to a good end', 'Correct what it names'],
  ['failed', 'no-answer', 'the job died', 'Run the failed jobs again'],
  ['failed', 'frozen', 'it gave way', 'Merge a revert of the bad commit'],
];

const back: GoingBack = {
  ...{ app: 'shop', environment: 'production', outcome: '', reason: 'ok', by: 'wim', why: 'an empty cart' },
  ...{ left: { release: '4', version: '1.4.0', commit: 'c'.repeat(40) } },
  ...{
    back: { release: '3', version: '1.3.0', commit: 'b'.repeat(40) },
    frozenUntil: '2026-01-02T00:00:00Z',
  },
  ...{ runUrl: 'https://example.com/1', runId: '1', at: '2026-01-01T00:00:00Z' },
};
const backMoves: Readonly<Record<BackState, string>> = {
  'rolled-back': 'Merge a revert, whose message says',
  'rollback-failed': 'A person is needed now',
  failed: 'Start the rollback form again',
  refused: 'start the form again where it is still wanted',
  'nothing-to-do': 'Merge a revert, whose message says',
};

export const recordRows = rowsOf(contract, [
  ...deployments.map(([state, reason, why, moves]) => ({
    ...{ outcome, summary: recordSummary(ended(state, reason), happening, nothing, [], undefined) },
    ...{ case: `${state} (${reason})`, which: `1.4.2: ${state}`, why, moves },
  })),
  {
    ...{ outcome, summary: recordSummary(ended('rolled-back', 'crash'), frozen, nothing, [], undefined) },
    ...{ case: 'undone, and frozen', which: '1.4.2: rolled-back', why: 'It was bad' },
    moves: 'Frozen until 2026-11-24 12:00 UTC',
  },
  ...backStates.map((state) => ({
    ...{ outcome, summary: backSummary({ ...back, outcome: state }, nothing) },
    ...{
      case: `by hand: ${state}`,
      which: `${state} by hand`,
      why: 'an empty cart',
      moves: backMoves[state],
    },
  })),
  {
    ...thrown(
      contract,
      new Failure({ reason: 'github-permission', what: 'writing was refused', next: 'Give it.' }),
    ),
    ...{ case: 'failed', which: 'failed (github-permission)', why: 'writing was refused', moves: 'Give it' },
  },
]);

/** What is said of a reason that no table names. */
export const anyReason = (state: EndingState) => accountOf(ended(state, 'a-reason-of-tomorrow'));
