import { markdownText, summary } from '@workaday/core';
import type { Change, Fate } from '../changes/change.ts';
import type { LinePlan } from '../line/line-plan.ts';
import { changeText } from './cause.ts';
import type { Links } from './links.ts';
import { excerpt } from './prose.ts';

const reasons: readonly { fate: Fate; why: (members: readonly Change[]) => string }[] = [
  {
    fate: 'unreadable',
    why: () => 'Not a conventional commit: expected `type: subject`, such as `fix: answer empty carts`',
  },
  { fate: 'quiet', why: (members) => `Releases nothing by its type: ${typesOf(members)}` },
  { fate: 'undone', why: () => 'Undone: a change and its revert cancel out' },
  { fate: 'repeated', why: () => 'Says the same as a merged commit' },
  { fate: 'merge', why: () => 'A merge; its commits count' },
  { fate: 'elsewhere', why: () => 'Touches no file of this service' },
];

/** What did not count and why, folded; empty when everything counted. @param longest list that is shown */
export function ignoredChanges({ changes }: LinePlan, links: Links, longest: number): string {
  const groups = reasons.flatMap(({ fate, why }) => {
    const members = changes.filter((change) => change.fate === fate);
    if (members.length === 0) return [];
    const items = members.map((change) => () => changeText(change, links));
    return [`**${why(members)}** (${members.length})\n\n${cappedList(items, longest)}`];
  });
  const ignored = changes.filter(({ fate }) => fate !== 'counts').length;
  if (ignored === 0) return '';
  return summary.details(
    `${ignored} of ${changes.length} changes did not count, and why`,
    groups.join('\n').trimEnd(),
  );
}

/** A list of at most so many items; the rest is counted. */
export function cappedList(items: readonly (() => string)[], longest: number): string {
  const shown = items.slice(0, longest).map((item) => item());
  const rest = items.length - shown.length;
  return summary.list(rest > 0 ? [...shown, `_and ${rest} more_`] : shown);
}

function typesOf(members: readonly Change[]): string {
  const types = [...new Set(members.map(({ message }) => message.type))];
  const shown = types.slice(0, 8).map((type) => markdownText(excerpt(type, 30)));
  return [...shown, ...(types.length > shown.length ? ['…'] : [])].join(', ');
}
