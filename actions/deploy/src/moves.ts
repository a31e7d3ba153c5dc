import type { Ending } from './outcome.ts';

/** What comes next for a merge whose deploy met no fault, or what it waits for: Markdown. */
export function movesOf({ outcome, reason }: Pick<Ending, 'outcome' | 'reason'>): string {
  if (reason === 'dry-run')
    return 'Nothing was changed; the same step does it on a merge, without `dry-run`.';
  if (outcome === 'deployed')
    return 'A smoke test that follows decides whether it stays; without one it is live, and the next merge goes the same way.';
  if (outcome === 'unchanged')
    return 'Nothing is waiting: the next merge that changes something is deployed.';
  if (outcome === 'superseded')
    return 'Nothing is waiting: what is newer serves, or is on its way, and its own run says what became of it.';
  if (reason === 'known-bad')
    return 'Merge a repair. When the cause was not in the image, name its digests in `allow-known-bad` and run this again.';
  return 'Correct what is named above and run this job again.';
}
