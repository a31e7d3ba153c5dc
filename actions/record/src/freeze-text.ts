import { markdownCode, markdownText } from '@workaday/core';

/** Until when deploys are stopped (empty: they are not), and the commit whose revert passes. */
export interface Freeze {
  until: string;
  commit: string;
}

export function frozenSentence({ until }: Freeze): string | undefined {
  if (until === '') return undefined;
  return `🧊 **Frozen until ${markdownText(minuteOf(until))} UTC:** merges are not deployed, so that the bad code does not come back.`;
}

/** How a freeze ends. */
export function thawing({ until, commit }: Freeze): string {
  if (until === '')
    return 'Nothing is frozen: repair or revert the cause before the next merge, which is deployed.';
  const revert =
    commit === ''
      ? 'Merge a revert of the bad commit, which passes the freeze'
      : `Merge a revert, whose message says ${markdownCode(`This reverts commit ${commit}.`)}: it passes the freeze`;
  return `${revert}. Or repair the cause, and end the freeze with the form lock (command unlock, by someone with the right ${markdownCode('lock')}); then run what was refused again.`;
}

/** `2026-11-23 12:00` */
export function minuteOf(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}
