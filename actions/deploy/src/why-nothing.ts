import type { RestoreResult } from '@workaday/kubernetes';

/** Why a release that should be undone stays. */
export function whyNothing(why: Extract<RestoreResult, { result: 'nothing-to-restore' }>['why']): string {
  return why === 'rollback-unsafe'
    ? 'a migration marked `rollback: unsafe` has run, which the release before it may not understand'
    : 'no verified release is behind it to restore';
}
