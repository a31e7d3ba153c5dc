import { markdownCode, markdownText, summary } from '@workaday/core';
import { minuteOf, thawing } from '../freeze-text.ts';
import { plainLine } from '../plain-line.ts';
import type { Plan } from '../plan.ts';
import { plannedSentences } from '../summary.ts';
import { type BackState, backState, type GoingBack, wasBegun } from './going-back.ts';
import { freezeOf, nameOf } from './texts.ts';

const icons: Readonly<Record<BackState, string>> = {
  'rolled-back': '⏪',
  'rollback-failed': '🔥',
  failed: '❌',
  refused: '⛔',
  'nothing-to-do': '⏭️',
};

/** The record's part of the job summary: what it was, why, and what will make merges move again. */
export function backSummary(back: GoingBack, plan: Plan): string {
  const state = backState(back);
  const written = plannedSentences(plan, undefined, markdownCode).join(' ');
  return summary.document([
    summary.heading(
      3,
      `${icons[state]} ${markdownText(back.app)} in ${markdownText(back.environment)}: ${state} by hand`,
    ),
    `**Why:** ${markdownText(back.by)} said: ${markdownText(plainLine(back.why, 500)) || 'no reason'} (${markdownCode(back.reason || 'no-answer')}).\n`,
    summary.moves(movesOf(state, back)),
    summary.table(
      ['left', 'gone back to', 'frozen until'],
      [
        [
          nameOf(back.left, markdownText),
          nameOf(back.back, markdownText),
          back.frozenUntil === '' ? '–' : `${markdownText(minuteOf(back.frozenUntil))} UTC`,
        ],
      ],
    ),
    `${written || 'Nothing had to be written.'}\n`,
  ]);
}

function movesOf(state: BackState, back: GoingBack): string {
  if (state === 'refused' || !wasBegun(back))
    return 'Nothing was changed. The rollback’s part says why; correct that, and start the form again where it is still wanted.';
  const first: Readonly<Partial<Record<BackState, string>>> = {
    'rollback-failed': 'A person is needed now: look at the pods and at what the app depends on. ',
    failed: 'Start the rollback form again: it goes on where this one stopped. ',
  };
  return `${first[state] ?? ''}${thawing(freezeOf(back))}`;
}
