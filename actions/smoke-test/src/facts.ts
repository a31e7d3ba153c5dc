import type { Release } from '@workaday/kubernetes';

/** When a release was begun, in milliseconds by the API server's clock. */
export function startOf(release: Release): number {
  return new Date(release.startedAt).getTime();
}
