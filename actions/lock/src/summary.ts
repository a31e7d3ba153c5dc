import { logText, markdownText, summary } from '@workaday/core';
import type { Lock, LockPlace } from '@workaday/kubernetes';

/** A lock as one sentence for a person. */
export function lockSentence({ kind, app, by, reason, until, run, commit }: Lock): string {
  const what = app === undefined ? 'all apps are' : `${app} is`;
  const bad = commit === '' ? '' : ` after ${commit.slice(0, 12)} was rolled back`;
  const where = run === '' ? '' : `, see ${run}`;
  return logText(
    `${what} ${kind === 'lock' ? 'locked' : 'frozen'} by ${by} until ${until}${bad}: ${reason}${where}`,
  );
}

export function locksSummary(
  { namespace, app }: LockPlace,
  { outcome, message }: { outcome: string; message: string },
  locks: readonly Lock[],
): string {
  const rows = locks.map((lock) => [
    lock.kind === 'lock' ? '🔒 lock' : '🧊 freeze',
    markdownText(lock.app ?? 'all apps'),
    markdownText(lock.by),
    markdownText(lock.reason),
    markdownText(lock.until),
    lock.run === '' ? '' : `[run](${encodeURI(lock.run)})`,
  ]);
  return summary.document([
    summary.heading(
      3,
      `${icons[outcome] ?? '❌'} ${markdownText(app ?? 'all apps')} in ${markdownText(namespace)}: ${markdownText(outcome)}`,
    ),
    `${markdownText(message)}.\n`,
    rows.length > 0 && summary.table(['what', 'app', 'by', 'why', 'until', 'where'], rows),
    rows.length > 0
      ? summary.advice(
          'Whoever has the right `lock` ends it with the command unlock; by itself it ends at its time.',
        )
      : summary.moves('Merges are deployed. What was refused meanwhile goes on when its run is run again.'),
  ]);
}

const icons: Readonly<Record<string, string>> = { locked: '🔒', unlocked: '🔓', held: '✋' };
