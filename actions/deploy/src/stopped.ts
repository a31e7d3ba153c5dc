import { Failure, logText } from '@workaday/core';
import type { Lock } from '@workaday/kubernetes';

/** What stops this deploy; a freeze lets pass what reverts the commit that it is for. */
export function stoppedBy(locks: readonly Lock[], reverted: readonly string[]): Lock | undefined {
  return locks.find(({ kind, commit }) => kind === 'lock' || !reverted.some((sha) => isSame(sha, commit)));
}

/** A revert may name its commit by a part of its name. */
function isSame(sha: string, commit: string): boolean {
  return commit !== '' && commit.toLowerCase().startsWith(sha.toLowerCase());
}

/**
 * The commits that a push reverts, as git writes it into the message of a revert.
 * @param event JSON of the event; undefined when there is none
 */
export function revertedBy(event: string | undefined): string[] {
  const { commits, head_commit: head } = (event === undefined ? {} : JSON.parse(event)) as {
    commits?: { message?: unknown }[] | null;
    head_commit?: { message?: unknown } | null;
  };
  const messages = [...(commits ?? []), ...(head ? [head] : [])].map(({ message }) => String(message ?? ''));
  return messages.flatMap((message) =>
    [...message.matchAll(/\bThis reverts commit ([0-9a-f]{7,40})\b/gi)].map(([, sha = '']) => sha),
  );
}

/** Who, why, until when, and what makes it move. */
export function stopped(lock: Lock): Failure {
  const { kind, app, by, reason, until, run, commit } = lock;
  const what = app === undefined ? 'all apps of the namespace are' : `${app} is`;
  const where = run === '' ? '' : `; see ${run}`;
  return new Failure({
    outcome: 'refused',
    reason: kind === 'freeze' ? 'frozen' : 'locked',
    what: `${what} ${kind === 'freeze' ? 'frozen' : 'locked'} by ${by} until ${until}: ${reason}${where}`,
    why:
      kind === 'freeze'
        ? `${commit === '' ? 'It' : commit.slice(0, 12)} was rolled back, and the next merge would bring it back.`
        : 'Someone stopped deploys for a while.',
    next:
      kind === 'freeze'
        ? `Merge a revert (its message says "This reverts commit ${commit}."), which passes; or repair the cause, unlock ${app}, and run this job again.`
        : `Run this job again after that time, or after someone with the right \`lock\` has unlocked ${app ?? 'all'}.`,
  });
}

/** What the log says of someone who deploys all the same. */
export function glassLines(by: string, reason: string, locks: readonly Lock[]): string[] {
  const passed = locks.map((lock) => `  passing: ${stopped(lock).parts.what}`);
  return [`${by} BREAKS THE GLASS: ${logText(reason)}`, ...passed];
}
