import { markdownCode, summary } from '@workaday/core';
import type { LinePlan } from '../line/line-plan.ts';
import type { Preview } from '../preview.ts';
import { excerpt } from './prose.ts';

/** What merging a pull request as one commit would release, where that differs. Its newest change is the title's. */
export function squashPreview(plans: readonly LinePlan[], { title, plans: squashed }: Preview): string {
  const named = markdownCode(excerpt(title, 200));
  const lines = squashed
    .filter((plan) => plan.tag !== plans.find(({ service }) => service === plan.service)?.tag)
    .map(
      (plan) =>
        `Squashed under its title ${named}: ${squashed.length === 1 ? '' : `${plan.service} `}${released(plan)}.`,
    );
  if (lines.length === 0) lines.push(`Squashed under its title ${named}: the same.`);
  if (squashed.some(({ changes }) => changes[0]?.message.kind === 'unreadable'))
    lines.push(
      '⚠️ That title is not a conventional commit: expected `type: subject`, such as `fix: answer empty carts`.',
    );
  return summary.list(lines);
}

function released({ tag, version, bump }: LinePlan): string {
  return tag === '' ? 'nothing to release' : `**${version}** (${bump})`;
}
